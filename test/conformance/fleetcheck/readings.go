package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"

	yamlv2 "go.yaml.in/yaml/v2"
	yamlv3 "go.yaml.in/yaml/v3"
	"sigs.k8s.io/yaml"
)

// reading is what one reader makes of a text: its value with types, or why it refuses the text.
type reading struct {
	Value any    `json:"value,omitempty"`
	Error string `json:"error,omitempty"`
}

// readings are what the YAML readers of Kubernetes make of a text. Helm, kubectl and the API server read with
// sigs.k8s.io/yaml, which is go-yaml 2; kustomize and so kustomize-controller with go-yaml 3.
type readings struct {
	JSON reading `json:"sigs.k8s.io/yaml"`
	V2   reading `json:"go-yaml 2"`
	V3   reading `json:"go-yaml 3"`
}

// runRead prints what readers make of each text of a JSON list. A scalar is printed as its type and its value
// ("int 256", "string yes"), a map as a map by such scalars, a list as a list.
func runRead(in io.Reader, out io.Writer) (bool, error) {
	var texts []string
	if err := json.NewDecoder(in).Decode(&texts); err != nil {
		return false, err
	}
	all := make([]readings, 0, len(texts))
	for _, text := range texts {
		all = append(all, readings{
			JSON: read(text, readJSON),
			V2:   read(text, func(data []byte, into *any) error { return yamlv2.Unmarshal(data, into) }),
			V3:   read(text, func(data []byte, into *any) error { return yamlv3.Unmarshal(data, into) }),
		})
	}
	return false, printJSON(out, all)
}

func read(text string, unmarshal func([]byte, *any) error) reading {
	var value any
	if err := unmarshal([]byte(text), &value); err != nil {
		return reading{Error: err.Error()}
	}
	return reading{Value: typedReading(value)}
}

// readJSON reads as Helm does: YAML becomes JSON, whose numbers are left as they are written.
func readJSON(data []byte, into *any) error {
	converted, err := yaml.YAMLToJSON(data)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(converted))
	decoder.UseNumber()
	return decoder.Decode(into)
}

func typedReading(value any) any {
	switch v := value.(type) {
	case map[string]any:
		typedMap := map[string]any{}
		for key, inner := range v {
			typedMap["string "+key] = typedReading(inner)
		}
		return typedMap
	case map[any]any:
		typedMap := map[string]any{}
		for key, inner := range v {
			typedMap[fmt.Sprint(typedReading(key))] = typedReading(inner)
		}
		return typedMap
	case []any:
		typedList := make([]any, 0, len(v))
		for _, inner := range v {
			typedList = append(typedList, typedReading(inner))
		}
		return typedList
	case nil:
		return "null"
	case string:
		return "string " + v
	case json.Number:
		return "number " + v.String()
	case float64:
		return "float " + strconv.FormatFloat(v, 'g', -1, 64)
	case bool:
		return fmt.Sprintf("bool %t", v)
	case time.Time:
		return "time " + v.Format(time.RFC3339Nano)
	}
	return fmt.Sprintf("int %v", value)
}
