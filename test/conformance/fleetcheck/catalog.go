package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// catalog says where the schemas are: written once by `fleetcheck index`, read by every other run.
type catalog struct {
	Kubernetes moduleEntry          `json:"kubernetes"`
	Modules    []moduleEntry        `json:"modules"`
	Kinds      map[string]kindEntry `json:"kinds"`
}

// moduleEntry is a module whose files hold schemas: CRD folders or files, or the folder of Kubernetes' OpenAPI.
type moduleEntry struct {
	Module  string   `json:"module"`
	Version string   `json:"version"`
	Paths   []string `json:"paths"`
}

// kindEntry is one custom resource definition, found under "group/Kind".
type kindEntry struct {
	File     string   `json:"file"`
	Document int      `json:"document"`
	Scope    string   `json:"scope"`
	Plural   string   `json:"plural"`
	Versions []string `json:"versions"`
}

// loadCatalog reads crds.json and makes sure that the module cache still holds what it points to.
func loadCatalog(path string) (*catalog, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("no schema catalog: %w; run `node scripts/install-conformance-tools.mjs`", err)
	}
	var found catalog
	if err := json.Unmarshal(data, &found); err != nil {
		return nil, fmt.Errorf("%s: %w; delete it and run `node scripts/install-conformance-tools.mjs`", path, err)
	}
	if len(found.Kubernetes.Paths) != 1 || len(found.Kinds) == 0 {
		return nil, fmt.Errorf("%s is incomplete; delete it and run `node scripts/install-conformance-tools.mjs`", path)
	}
	return &found, nil
}

// indexCatalog reads a catalog without kinds from in, finds every CustomResourceDefinition below its modules' paths
// and writes the whole to out. A kind that two modules define belongs to the first.
func indexCatalog(in io.Reader, out string) error {
	var found catalog
	if err := json.NewDecoder(in).Decode(&found); err != nil {
		return fmt.Errorf("reading the list of modules: %w", err)
	}
	found.Kinds = map[string]kindEntry{}
	for _, module := range found.Modules {
		before := len(found.Kinds)
		for _, root := range module.Paths {
			if err := indexPath(root, found.Kinds); err != nil {
				return err
			}
		}
		if len(found.Kinds) == before {
			return fmt.Errorf("%s@%s: no new CustomResourceDefinition below %s", module.Module, module.Version,
				strings.Join(module.Paths, ", "))
		}
	}
	data, err := json.MarshalIndent(found, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(out, append(data, '\n'), 0o644)
}

func indexPath(root string, kinds map[string]kindEntry) error {
	return filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() || !isYAML(path) {
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if !strings.Contains(string(data), "kind: CustomResourceDefinition") {
			return nil
		}
		for _, next := range splitDocuments(data) {
			if next.err != nil {
				return fmt.Errorf("%s: %w", path, next.err)
			}
			if text(next.object, "kind") != "CustomResourceDefinition" {
				continue
			}
			key := text(next.object, "spec", "group") + "/" + text(next.object, "spec", "names", "kind")
			if _, taken := kinds[key]; taken {
				continue
			}
			var versions []string
			for _, version := range maps(next.object, "spec", "versions") {
				if version["served"] == true {
					versions = append(versions, text(version, "name"))
				}
			}
			sort.Strings(versions)
			kinds[key] = kindEntry{
				File: path, Document: next.index, Scope: text(next.object, "spec", "scope"),
				Plural: text(next.object, "spec", "names", "plural"), Versions: versions,
			}
		}
		return nil
	})
}

func isYAML(path string) bool {
	extension := filepath.Ext(path)
	return extension == ".yaml" || extension == ".yml"
}
