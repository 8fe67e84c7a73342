package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"k8s.io/apimachinery/pkg/api/resource"
)

// openAPIGroup is one file of Kubernetes' OpenAPI: all kinds of one group and version.
type openAPIGroup struct {
	compiler   *jsonschema.Compiler
	url        string
	names      map[string]string
	scopes     map[string]string
	plurals    map[string]string
	components map[string]any
	compiled   map[string]*jsonschema.Schema
}

// loadOpenAPIGroup reads the OpenAPI of a group and version, closed against unknown fields. It gives nil without an
// error where Kubernetes has no such group.
func loadOpenAPIGroup(folder, group, version string) (*openAPIGroup, error) {
	name := "api__" + version + "_openapi.json"
	if group != "" {
		name = "apis__" + group + "__" + version + "_openapi.json"
	}
	file, err := os.Open(filepath.Join(folder, name))
	if errors.Is(err, os.ErrNotExist) {
		if _, err := os.Stat(folder); err != nil {
			return nil, fmt.Errorf("%w; run `node scripts/install-conformance-tools.mjs`", err)
		}
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	content, err := jsonschema.UnmarshalJSON(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	root, _ := content.(map[string]any)
	schemas, _ := field(root, "components", "schemas").(map[string]any)
	loaded := &openAPIGroup{
		compiler:   newCompiler(),
		url:        "kubernetes:///" + name,
		names:      map[string]string{},
		components: schemas,
		compiled:   map[string]*jsonschema.Schema{},
	}
	loaded.scopes, loaded.plurals = resourcesOf(root)
	for key, value := range schemas {
		schema, _ := value.(map[string]any)
		closeObjects(schema)
		if strings.HasSuffix(key, ".api.resource.Quantity") {
			schema["oneOf"] = []any{
				map[string]any{"type": "string", "format": "quantity"}, map[string]any{"type": "number"},
			}
		}
		for _, kind := range maps(schema, "x-kubernetes-group-version-kind") {
			if text(kind, "group") == group && text(kind, "version") == version {
				loaded.names[text(kind, "kind")] = key
			}
		}
	}
	return loaded, loaded.compiler.AddResource(loaded.url, map[string]any{"components": root["components"]})
}

// resourcesOf tells from the paths of an API which of its kinds live in namespaces, and their plural names.
func resourcesOf(root map[string]any) (scopes, plurals map[string]string) {
	scopes, plurals = map[string]string{}, map[string]string{}
	paths, _ := root["paths"].(map[string]any)
	for path, value := range paths {
		operations, _ := value.(map[string]any)
		kind := text(operations, "post", "x-kubernetes-group-version-kind", "kind")
		if kind == "" || strings.Contains(path, "{name}") {
			continue
		}
		plurals[path[strings.LastIndex(path, "/")+1:]] = kind
		scopes[kind] = "Cluster"
		if strings.Contains(path, "{namespace}") {
			scopes[kind] = "Namespaced"
		}
	}
	return scopes, plurals
}

// closeObjects refuses unknown fields wherever a schema lists the fields there are.
func closeObjects(schema map[string]any) {
	if _, listed := schema["properties"]; listed {
		if _, open := schema["additionalProperties"]; !open {
			schema["additionalProperties"] = false
		}
	}
	for _, value := range schema {
		switch child := value.(type) {
		case map[string]any:
			closeObjects(child)
		case []any:
			for _, one := range child {
				if m, ok := one.(map[string]any); ok {
					closeObjects(m)
				}
			}
		}
	}
}

func (g *openAPIGroup) schema(kind string) (*jsonschema.Schema, error) {
	if known, ok := g.compiled[kind]; ok {
		return known, nil
	}
	name, ok := g.names[kind]
	if !ok {
		return nil, nil
	}
	compiled, err := g.compiler.Compile(g.url + "#/components/schemas/" + name)
	if err == nil {
		g.compiled[kind] = compiled
	}
	return compiled, err
}

// extraSchema is a JSON Schema of a location given by `--schema-location`.
type extraSchema struct {
	schema *jsonschema.Schema
	rules  *customResource
}

// loadExtraSchema looks for `<group>/<kind>_<version>.json` in the given folders. It gives nil where there is none.
func loadExtraSchema(folders []string, group, version, kind string) (*extraSchema, error) {
	for _, folder := range folders {
		path := filepath.Join(folder, either(group, "core"), strings.ToLower(kind)+"_"+version+".json")
		read := func() (any, error) {
			file, err := os.Open(path)
			if err != nil {
				return nil, err
			}
			defer file.Close()
			return jsonschema.UnmarshalJSON(file)
		}
		content, err := read()
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		compiler := newCompiler()
		if err := compiler.AddResource("extra:///schema.json", content); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		schema, err := compiler.Compile("extra:///schema.json")
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		again, err := read()
		if err != nil {
			return nil, err
		}
		return &extraSchema{schema: schema, rules: rulesOf(again)}, nil
	}
	return nil, nil
}

func newCompiler() *jsonschema.Compiler {
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	compiler.AssertFormat()
	compiler.RegisterFormat(&jsonschema.Format{Name: "quantity", Validate: func(value any) error {
		if quantity, ok := value.(string); ok {
			_, err := resource.ParseQuantity(quantity)
			return err
		}
		return nil
	}})
	compiler.RegisterFormat(&jsonschema.Format{Name: "byte", Validate: func(value any) error {
		if encoded, ok := value.(string); ok {
			_, err := base64.StdEncoding.DecodeString(encoded)
			return err
		}
		return nil
	}})
	// Kubernetes reads Go durations here, not the ISO 8601 ones that JSON Schema means.
	compiler.RegisterFormat(&jsonschema.Format{Name: "duration", Validate: func(any) error { return nil }})
	return compiler
}

var english = message.NewPrinter(language.English)

// schemaProblems gives one line for each thing that a JSON Schema finds wrong.
func schemaProblems(schema *jsonschema.Schema, object map[string]any) []string {
	err := schema.Validate(object)
	if err == nil {
		return nil
	}
	var found *jsonschema.ValidationError
	if !errors.As(err, &found) {
		return []string{err.Error()}
	}
	lines := map[string]bool{}
	collectLeaves(found, lines)
	var problems []string
	for line := range lines {
		problems = append(problems, line)
	}
	sort.Strings(problems)
	return problems
}

func collectLeaves(found *jsonschema.ValidationError, lines map[string]bool) {
	if len(found.Causes) == 0 {
		place := strings.Join(found.InstanceLocation, ".")
		lines[fmt.Sprintf("%s: %s", either(place, "the object"), found.ErrorKind.LocalizedString(english))] = true
	}
	for _, cause := range found.Causes {
		collectLeaves(cause, lines)
	}
}

// withoutNulls drops empty values as the API server does for its own kinds.
func withoutNulls(node any) any {
	switch value := node.(type) {
	case map[string]any:
		result := map[string]any{}
		for key, child := range value {
			if child != nil {
				result[key] = withoutNulls(child)
			}
		}
		return result
	case []any:
		result := make([]any, len(value))
		for i := range value {
			result[i] = withoutNulls(value[i])
		}
		return result
	}
	return node
}
