package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	kustypes "sigs.k8s.io/kustomize/api/types"
)

// request is what `cluster` does in one run; `--input` reads it as JSON.
type request struct {
	Fleets          []fleet  `json:"fleets"`
	Validate        bool     `json:"validate"`
	Objects         bool     `json:"objects"`
	CRDs            string   `json:"crds"`
	SchemaLocations []string `json:"schemaLocations"`
	SkipKinds       []string `json:"skipKinds"`
}

// fleetReport is the answer for one repository.
type fleetReport struct {
	Root     string           `json:"root"`
	Clusters []*clusterReport `json:"clusters"`
	Invalid  []finding        `json:"invalid"`
	Files    int              `json:"files"`
	OK       bool             `json:"ok"`
}

func runCluster(arguments []string, in io.Reader, out io.Writer) (bool, error) {
	flags := flag.NewFlagSet("cluster", flag.ContinueOnError)
	asked := request{}
	cluster := flags.String("cluster", "", "folder of the cluster")
	all := flags.Bool("all", false, "every folder of clusters/")
	input := flags.String("input", "", "file with the request as JSON, - for stdin")
	single := flags.String("root", "", "repository, the same as a word without a flag")
	flags.BoolVar(&asked.Validate, "validate", false, "validate builds and files")
	flags.BoolVar(&asked.Objects, "objects", false, "print whole objects")
	flags.StringVar(&asked.CRDs, "crds", ".tools/crds.json", "schema catalog")
	var sources, skip, schemas list
	flags.Var(&sources, "source", "Kind/namespace/name=folder of a source")
	flags.Var(&skip, "skip-kind", "group/Kind without a schema")
	flags.Var(&schemas, "schema-location", "folder with more JSON Schemas")
	if err := flags.Parse(arguments); err != nil {
		return false, err
	}
	if *input != "" {
		if *input != "-" {
			file, err := os.Open(*input)
			if err != nil {
				return false, err
			}
			defer file.Close()
			in = file
		}
		decoder := json.NewDecoder(in)
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&asked); err != nil {
			return false, fmt.Errorf("reading the request: %w", err)
		}
	} else {
		asked.SchemaLocations, asked.SkipKinds = schemas, skip
		mapped := map[string]string{}
		for _, source := range sources {
			key, folder, ok := strings.Cut(source, "=")
			if !ok {
				return false, fmt.Errorf("--source %q is not Kind/namespace/name=folder", source)
			}
			mapped[key] = folder
		}
		roots := flags.Args()
		if *single != "" {
			roots = append(roots, *single)
		}
		for _, root := range roots {
			next := fleet{Root: root, Sources: mapped}
			if *cluster != "" && !*all {
				next.Clusters = []string{*cluster}
			}
			asked.Fleets = append(asked.Fleets, next)
		}
	}
	if len(asked.Fleets) == 0 {
		return false, fmt.Errorf("which repository?\n%s", usage)
	}
	return checkFleets(asked, out)
}

func checkFleets(asked request, out io.Writer) (bool, error) {
	var judge *validator
	if asked.Validate {
		known, err := loadCatalog(asked.CRDs)
		if err != nil {
			return false, err
		}
		judge = newValidator(known, asked.SchemaLocations, asked.SkipKinds)
	}
	reports := []*fleetReport{}
	found := false
	for _, subject := range asked.Fleets {
		report, err := checkFleet(subject, judge, asked.Objects)
		if err != nil {
			return false, fmt.Errorf("%s: %w", subject.Root, err)
		}
		found = found || !report.OK
		reports = append(reports, report)
	}
	return found, printJSON(out, map[string]any{"fleets": reports, "ok": !found})
}

// checkFleet walks the clusters of one repository and, with a validator, judges every built object and every file.
func checkFleet(subject fleet, judge *validator, full bool) (*fleetReport, error) {
	workspace, err := os.MkdirTemp("", "fleetcheck-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(workspace)
	if workspace, err = filepath.EvalSymlinks(workspace); err != nil {
		return nil, err
	}
	repository := filepath.Join(workspace, "repository")
	if err := copyAsArtifact(subject.Root, repository, ""); err != nil {
		return nil, err
	}
	for key, folder := range subject.Sources {
		if filepath.IsAbs(folder) {
			artifact := filepath.Join(workspace, strings.ReplaceAll(key, "/", "-"))
			if err := copyAsArtifact(folder, artifact, ""); err != nil {
				return nil, err
			}
			subject.Sources = replaceValue(subject.Sources, key, artifact)
		}
	}
	clusters := subject.Clusters
	if clusters == nil {
		folders, _ := filepath.Glob(filepath.Join(subject.Root, "clusters", "*"))
		for _, folder := range folders {
			if info, err := os.Stat(folder); err == nil && info.IsDir() {
				clusters = append(clusters, "clusters/"+filepath.Base(folder))
			}
		}
	}
	report := &fleetReport{Root: subject.Root, Clusters: []*clusterReport{}, Invalid: []finding{}}
	report.OK = true
	for _, cluster := range clusters {
		place := filepath.Join(workspace, strings.ReplaceAll(cluster, "/", "-"))
		if err := os.MkdirAll(place, 0o755); err != nil {
			return nil, err
		}
		walked, objects := walkCluster(subject, repository, cluster, place, full)
		if judge != nil {
			if err := judgeBuilds(report, walked, objects, judge); err != nil {
				return nil, err
			}
		}
		report.Clusters = append(report.Clusters, walked)
		report.OK = report.OK && len(walked.Problems) == 0
	}
	if judge != nil {
		if err := judgeFiles(report, repository, subject.Ignore, judge); err != nil {
			return nil, err
		}
	}
	report.OK = report.OK && len(report.Invalid) == 0
	return report, nil
}

func replaceValue(values map[string]string, key, value string) map[string]string {
	result := map[string]string{}
	for k, v := range values {
		result[k] = v
	}
	result[key] = value
	return result
}

// judgeBuilds validates what the builds of a cluster made. Here a namespaced object must have its namespace:
// kustomize-controller gives none.
func judgeBuilds(report *fleetReport, walked *clusterReport, objects []owned, judge *validator) error {
	for _, entry := range objects {
		id := identityOf(entry.object)
		problems, err := judge.check(entry.object)
		if err != nil {
			return err
		}
		group, version := splitAPIVersion(text(entry.object, "apiVersion"))
		scope, err := judge.scope(group, version, id.Kind)
		if err != nil {
			return err
		}
		if scope == "Namespaced" && id.Namespace == "" {
			problems = append(append([]string{}, problems...), "metadata.namespace is missing in the build")
		}
		if len(problems) > 0 {
			report.Invalid = append(report.Invalid, finding{
				File: "build:" + walked.Cluster + ":" + entry.build, Kind: id.Kind,
				Name: strings.TrimPrefix(id.Namespace+"/"+id.Name, "/"), Errors: problems,
			})
		}
	}
	return nil
}

// variableUse finds `${NAME` that is not escaped: such a file can only be judged after substitution.
var variableUse = regexp.MustCompile(`(^|[^$])\$\{[A-Za-z_]`)

// judgeFiles validates the files of a repository that hold complete objects. Files that a kustomization.yaml uses
// otherwise than as a resource (patches, values) are judged through the builds.
func judgeFiles(report *fleetReport, repository string, ignore []string, judge *validator) error {
	parts, err := partialFiles(repository)
	if err != nil {
		return err
	}
	return filepath.WalkDir(repository, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || (!isYAML(path) && !isKustomizationFile(path)) || parts[path] {
			return err
		}
		name, err := filepath.Rel(repository, path)
		if err != nil {
			return err
		}
		for _, pattern := range ignore {
			if doublestar.MatchUnvalidated(pattern, filepath.ToSlash(name)) {
				return nil
			}
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		report.Files++
		found, err := judgeText(name, data, judge, true)
		report.Invalid = append(report.Invalid, found...)
		return err
	})
}

// judgeText validates the documents of one text. With lenient, documents that are no Kubernetes objects and those
// that wait for substitution are only parsed.
func judgeText(name string, data []byte, judge *validator, lenient bool) ([]finding, error) {
	var findings []finding
	for _, next := range splitDocuments(data) {
		if next.err == errNotAMap && lenient {
			continue
		}
		if next.err != nil {
			findings = append(findings, finding{File: name, Document: next.index, Errors: []string{next.err.Error()}})
			continue
		}
		object := next.object
		if isKustomizationFile(name) && text(object, "kind") == "" {
			object["kind"] = kustypes.KustomizationKind
			object["apiVersion"] = either(text(object, "apiVersion"), kustypes.KustomizationVersion)
		}
		if lenient && (text(object, "kind") == "" || text(object, "apiVersion") == "" || variableUse.Match(next.raw)) {
			continue
		}
		problems, err := judge.check(object)
		if err != nil {
			return findings, err
		}
		if len(problems) > 0 {
			id := identityOf(object)
			findings = append(findings, finding{
				File: name, Document: next.index, Kind: id.Kind,
				Name: strings.TrimPrefix(id.Namespace+"/"+id.Name, "/"), Errors: problems,
			})
		}
	}
	return findings, nil
}

// partialFiles lists the files that kustomization.yaml files use as patches, values or configuration.
func partialFiles(repository string) (map[string]bool, error) {
	parts := map[string]bool{}
	err := filepath.WalkDir(repository, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !isKustomizationFile(path) {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var kustomization kustypes.Kustomization
		if err := kustomization.Unmarshal(data); err != nil {
			// judgeFiles reports the file itself.
			return nil
		}
		add := func(name string) {
			if _, file, ok := strings.Cut(name, "="); ok {
				name = file
			}
			parts[filepath.Join(filepath.Dir(path), name)] = true
		}
		for _, patch := range append(kustomization.Patches, kustomization.PatchesJson6902...) {
			add(patch.Path)
		}
		for _, patch := range kustomization.PatchesStrategicMerge {
			add(string(patch))
		}
		for _, replacement := range kustomization.Replacements {
			add(replacement.Path)
		}
		for _, generator := range kustomization.ConfigMapGenerator {
			for _, file := range generator.FileSources {
				add(file)
			}
		}
		for _, generator := range kustomization.SecretGenerator {
			for _, file := range generator.FileSources {
				add(file)
			}
		}
		for _, file := range kustomization.Configurations {
			add(file)
		}
		return nil
	})
	return parts, err
}

func runValidate(arguments []string, in io.Reader, out io.Writer) (bool, error) {
	flags := flag.NewFlagSet("validate", flag.ContinueOnError)
	crds := flags.String("crds", ".tools/crds.json", "schema catalog")
	fromStdin := flags.Bool("stdin", false, "read documents from stdin")
	var skip, schemas list
	flags.Var(&skip, "skip-kind", "group/Kind without a schema")
	flags.Var(&schemas, "schema-location", "folder with more JSON Schemas")
	if err := flags.Parse(arguments); err != nil {
		return false, err
	}
	if !*fromStdin && flags.NArg() == 0 {
		return false, fmt.Errorf("which files?\n%s", usage)
	}
	known, err := loadCatalog(*crds)
	if err != nil {
		return false, err
	}
	judge := newValidator(known, schemas, skip)
	findings := []finding{}
	if *fromStdin {
		data, err := io.ReadAll(in)
		if err != nil {
			return false, err
		}
		if findings, err = judgeText("-", data, judge, false); err != nil {
			return false, err
		}
	}
	for _, root := range flags.Args() {
		err := filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
			if err != nil || entry.IsDir() || (path != root && !isYAML(path)) {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			found, err := judgeText(path, data, judge, false)
			findings = append(findings, found...)
			return err
		})
		if err != nil {
			return false, err
		}
	}
	sort.SliceStable(findings, func(i, j int) bool { return findings[i].File < findings[j].File })
	if findings == nil {
		findings = []finding{}
	}
	return len(findings) > 0, printJSON(out, findings)
}
