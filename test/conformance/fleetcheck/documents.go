package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"

	utiljson "k8s.io/apimachinery/pkg/util/json"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// document is one YAML document of a file. Index counts from 1 and only the documents that say something.
type document struct {
	index  int
	raw    []byte
	object map[string]any
	err    error
}

// splitDocuments reads every document of a YAML text. A document that holds only comments is left out.
// Duplicate keys are an error of their document, as they are for the Kubernetes API in strict mode.
func splitDocuments(data []byte) []document {
	var documents []document
	reader := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(data)))
	for {
		raw, err := reader.Read()
		if err == io.EOF {
			return documents
		}
		next := document{index: len(documents) + 1, raw: raw}
		if err != nil {
			next.err = err
			return append(documents, next)
		}
		next.object, next.err = decodeObject(raw)
		if next.err == nil && next.object == nil {
			continue
		}
		documents = append(documents, next)
	}
}

// decodeObject reads one YAML document into the types that Kubernetes' own code expects
// (int64 and float64 for numbers). It gives nil for an empty document.
func decodeObject(raw []byte) (map[string]any, error) {
	asJSON, err := yaml.YAMLToJSONStrict(raw)
	if err != nil {
		return nil, err
	}
	if trimmed := bytes.TrimSpace(asJSON); len(trimmed) == 0 || bytes.Equal(trimmed, []byte("null")) {
		return nil, nil
	}
	var value any
	if err := utiljson.Unmarshal(asJSON, &value); err != nil {
		return nil, err
	}
	object, ok := value.(map[string]any)
	if !ok {
		return nil, errNotAMap
	}
	return object, nil
}

var errNotAMap = fmt.Errorf("the document is no map")

// identity names one object of a cluster, whatever its API version.
type identity struct {
	Group     string `json:"group"`
	Kind      string `json:"kind"`
	Namespace string `json:"namespace,omitempty"`
	Name      string `json:"name"`
}

func (id identity) String() string {
	kind := id.Kind
	if id.Group != "" {
		kind += "." + id.Group
	}
	if id.Namespace == "" {
		return kind + " " + id.Name
	}
	return kind + " " + id.Namespace + "/" + id.Name
}

func identityOf(object map[string]any) identity {
	group, _ := splitAPIVersion(text(object, "apiVersion"))
	return identity{
		Group:     group,
		Kind:      text(object, "kind"),
		Namespace: text(object, "metadata", "namespace"),
		Name:      text(object, "metadata", "name"),
	}
}

func splitAPIVersion(apiVersion string) (group, version string) {
	if group, version, ok := strings.Cut(apiVersion, "/"); ok {
		return group, version
	}
	return "", apiVersion
}

// field walks down nested maps; it gives nil where there is nothing.
func field(object map[string]any, path ...string) any {
	var current any = object
	for _, key := range path {
		m, ok := current.(map[string]any)
		if !ok {
			return nil
		}
		current = m[key]
	}
	return current
}

func text(object map[string]any, path ...string) string {
	value, _ := field(object, path...).(string)
	return value
}

// maps gives the entries of a list that are maps.
func maps(object map[string]any, path ...string) []map[string]any {
	list, _ := field(object, path...).([]any)
	var result []map[string]any
	for _, entry := range list {
		if m, ok := entry.(map[string]any); ok {
			result = append(result, m)
		}
	}
	return result
}

// either gives the first of its arguments that is not empty.
func either(values ...string) string {
	for _, value := range values {
		if value != "" {
			return value
		}
	}
	return ""
}
