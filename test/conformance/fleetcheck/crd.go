package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apimachinery/pkg/runtime"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"k8s.io/kube-openapi/pkg/validation/spec"
)

// customResource checks objects of one kind and version with the code and in the order of the API server's
// admission of a custom resource in strict mode.
type customResource struct {
	deprecated string
	structural *structuralschema.Structural
	schema     validation.SchemaValidator
	openAPI    *spec.Schema
	rules      *cel.Validator
}

// loadCustomResource compiles one version of a CustomResourceDefinition, its CEL rules included.
func loadCustomResource(entry kindEntry, version string) (*customResource, error) {
	data, err := os.ReadFile(entry.File)
	if err != nil {
		return nil, fmt.Errorf("%w; run `node scripts/install-conformance-tools.mjs`", err)
	}
	for _, next := range splitDocuments(data) {
		if next.index != entry.Document {
			continue
		}
		var definition apiextensionsv1.CustomResourceDefinition
		if next.err == nil {
			next.err = runtime.DefaultUnstructuredConverter.FromUnstructured(next.object, &definition)
		}
		if next.err != nil {
			return nil, fmt.Errorf("%s: %w", entry.File, next.err)
		}
		for _, candidate := range definition.Spec.Versions {
			if candidate.Name == version && candidate.Schema != nil {
				resource, err := compileSchema(candidate.Schema.OpenAPIV3Schema)
				if err == nil && candidate.Deprecated {
					resource.deprecated = fmt.Sprintf("version %s of this kind is deprecated", version)
				}
				return resource, err
			}
		}
	}
	return nil, fmt.Errorf("%s: no schema of version %s", entry.File, version)
}

func compileSchema(schema *apiextensionsv1.JSONSchemaProps) (*customResource, error) {
	var internal apiextensions.JSONSchemaProps
	if err := apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(schema, &internal, nil); err != nil {
		return nil, err
	}
	structural, err := structuralschema.NewStructural(&internal)
	if err != nil {
		return nil, err
	}
	validator, openAPI, err := validation.NewSchemaValidator(&internal)
	if err != nil {
		return nil, err
	}
	return &customResource{
		structural: structural,
		schema:     validator,
		openAPI:    openAPI,
		rules:      cel.NewValidator(structural, true, celconfig.PerCallLimit),
	}, nil
}

// check gives what is wrong with an object. The object may be changed: defaults are filled in.
func (r *customResource) check(object map[string]any) []string {
	var problems []string
	if r.deprecated != "" {
		problems = append(problems, r.deprecated)
	}
	unknown := pruning.PruneWithOptions(object, r.structural, true,
		structuralschema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true})
	metaError, unknownMeta := objectmeta.CoerceWithOptions(nil, object, r.structural, true,
		objectmeta.CoerceOptions{ReturnUnknownFieldPaths: true})
	for _, path := range append(unknown, unknownMeta...) {
		problems = append(problems, fmt.Sprintf("unknown field %q", path))
	}
	if metaError != nil {
		return append(problems, metaError.Error())
	}
	defaulting.PruneNonNullableNullsWithoutDefaults(object, r.structural)
	defaulting.Default(object, r.structural)

	found := validation.ValidateCustomResource(nil, object, r.schema)
	found = append(found, objectmeta.Validate(context.Background(), nil, object, r.structural, true)...)
	found = append(found, listtype.ValidateListSetsAndMaps(nil, r.structural, object)...)
	if r.rules != nil && len(found) == 0 {
		broken, _ := r.rules.Validate(context.Background(), nil, r.structural, object, nil, celconfig.RuntimeCELCostBudget)
		found = append(found, broken...)
	}
	for _, one := range found {
		problems = append(problems, strings.TrimPrefix(one.Error(), "<nil>: "))
	}
	return problems
}

// rulesOf makes a checker of the CEL rules in a JSON Schema of the extra locations, or nil if it has none or is no
// structural schema. Only its rules are used: the schema itself is checked as JSON Schema.
func rulesOf(document any) *customResource {
	normalized, _ := structuralForm(document).(map[string]any)
	data, err := json.Marshal(normalized)
	if err != nil || !strings.Contains(string(data), "x-kubernetes-validations") {
		return nil
	}
	var schema apiextensionsv1.JSONSchemaProps
	if err := json.Unmarshal(data, &schema); err != nil {
		return nil
	}
	resource, err := compileSchema(&schema)
	if err != nil || resource.rules == nil {
		return nil
	}
	return resource
}

// structuralForm turns a JSON Schema with closed maps and null types back into the form CRDs have.
func structuralForm(node any) any {
	switch value := node.(type) {
	case []any:
		for i := range value {
			value[i] = structuralForm(value[i])
		}
	case map[string]any:
		delete(value, "$schema")
		if types, ok := value["type"].([]any); ok {
			for _, one := range types {
				if one == "null" {
					value["nullable"] = true
				} else {
					value["type"] = one
				}
			}
		}
		if value["additionalProperties"] == false {
			delete(value, "additionalProperties")
		}
		for key, child := range value {
			value[key] = structuralForm(child)
		}
	}
	return node
}

func (r *customResource) checkRules(object map[string]any) []string {
	defaulting.Default(object, r.structural)
	broken, _ := r.rules.Validate(context.Background(), nil, r.structural, object, nil, celconfig.RuntimeCELCostBudget)
	var problems []string
	for _, one := range broken {
		problems = append(problems, strings.TrimPrefix(one.Error(), "<nil>: "))
	}
	return problems
}
