package main

import (
	"encoding/json"
	"fmt"
	"strings"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	"k8s.io/apiserver/pkg/cel/openapi/resolver"
	"k8s.io/kube-openapi/pkg/validation/spec"
)

// checkPolicy type-checks the CEL expressions of a ValidatingAdmissionPolicy against the schemas of the resources it
// matches, with the API server's own checker. What the API server only writes into the policy's status, a misspelt
// field for one, is an error here: such a policy never denies anything, or everything.
func (v *validator) checkPolicy(object map[string]any) []string {
	var policy admissionv1.ValidatingAdmissionPolicy
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(object, &policy); err != nil {
		return []string{err.Error()}
	}
	v.expandVersions(&policy)
	checker := &validating.TypeChecker{SchemaResolver: schemas{v}, RestMapper: kinds{validator: v}}
	var problems []string
	for _, warning := range checker.Check(&policy) {
		problems = append(problems, fmt.Sprintf("%s: %s", warning.FieldRef, strings.TrimSpace(warning.Warning)))
	}
	variables := policy.Spec.Variables
	check := func(where, expression string) {
		if found := checker.CheckExpression(checker.CreateContext(&policy), expression); len(found) > 0 {
			problems = append(problems, fmt.Sprintf("%s: %s", where, strings.TrimSpace(found.String())))
		}
	}
	for i, variable := range variables {
		policy.Spec.Variables = variables[:i]
		check(fmt.Sprintf("spec.variables[%d].expression", i), variable.Expression)
	}
	policy.Spec.Variables = nil
	for i, condition := range policy.Spec.MatchConditions {
		check(fmt.Sprintf("spec.matchConditions[%d].expression", i), condition.Expression)
	}
	return problems
}

// expandVersions writes out `apiVersions: ["*"]`, which the API server's checker leaves unchecked.
func (v *validator) expandVersions(policy *admissionv1.ValidatingAdmissionPolicy) {
	if policy.Spec.MatchConstraints == nil {
		return
	}
	for i := range policy.Spec.MatchConstraints.ResourceRules {
		rule := &policy.Spec.MatchConstraints.ResourceRules[i].Rule
		if len(rule.APIVersions) != 1 || rule.APIVersions[0] != "*" {
			continue
		}
		versions := map[string]bool{}
		for _, group := range rule.APIGroups {
			for key, entry := range v.catalog.Kinds {
				if strings.HasPrefix(key, group+"/") {
					for _, version := range entry.Versions {
						versions[version] = true
					}
				}
			}
		}
		rule.APIVersions = []string{"v1"}
		for version := range versions {
			if version != "v1" {
				rule.APIVersions = append(rule.APIVersions, version)
			}
		}
	}
}

// kinds finds the kind of a resource's plural name.
type kinds struct {
	meta.RESTMapper
	validator *validator
}

func (k kinds) KindsFor(resource schema.GroupVersionResource) ([]schema.GroupVersionKind, error) {
	for key, entry := range k.validator.catalog.Kinds {
		group, kind, _ := strings.Cut(key, "/")
		if group != resource.Group || entry.Plural != resource.Resource {
			continue
		}
		for _, version := range entry.Versions {
			if version == resource.Version {
				return []schema.GroupVersionKind{{Group: group, Version: version, Kind: kind}}, nil
			}
		}
	}
	loaded, err := k.validator.group(resource.Group, resource.Version)
	if err == nil && loaded != nil && loaded.plurals[resource.Resource] != "" {
		return []schema.GroupVersionKind{{
			Group: resource.Group, Version: resource.Version, Kind: loaded.plurals[resource.Resource],
		}}, nil
	}
	return nil, &meta.NoResourceMatchError{PartialResource: resource}
}

// schemas gives the schema of a kind to the checker.
type schemas struct{ validator *validator }

func (s schemas) ResolveSchema(gvk schema.GroupVersionKind) (*spec.Schema, error) {
	if entry, ok := s.validator.catalog.Kinds[gvk.Group+"/"+gvk.Kind]; ok {
		custom, problem, err := s.validator.customResource(entry, gvk.Group, gvk.Version, gvk.Kind)
		if err != nil || problem != "" {
			return nil, fmt.Errorf("%s %w", problem, err)
		}
		return withMetadata(custom.openAPI), nil
	}
	loaded, err := s.validator.group(gvk.Group, gvk.Version)
	if err != nil {
		return nil, err
	}
	if loaded == nil || loaded.names[gvk.Kind] == "" {
		return nil, fmt.Errorf("%s: %w", gvk, resolver.ErrSchemaNotFound)
	}
	const prefix = "#/components/schemas/"
	return resolver.PopulateRefs(func(ref string) (*spec.Schema, bool) {
		data, err := json.Marshal(loaded.components[strings.TrimPrefix(ref, prefix)])
		if err != nil {
			return nil, false
		}
		var found spec.Schema
		return &found, json.Unmarshal(data, &found) == nil
	}, prefix+loaded.names[gvk.Kind])
}

// withMetadata gives a custom resource's schema the metadata that every object has.
func withMetadata(custom *spec.Schema) *spec.Schema {
	texts := func() spec.Schema { return *spec.MapProperty(spec.StringProperty()) }
	metadata := spec.Schema{SchemaProps: spec.SchemaProps{
		Type: spec.StringOrArray{"object"},
		Properties: map[string]spec.Schema{
			"name": *spec.StringProperty(), "generateName": *spec.StringProperty(),
			"namespace": *spec.StringProperty(), "uid": *spec.StringProperty(),
			"labels": texts(), "annotations": texts(),
			"finalizers":        *spec.ArrayProperty(spec.StringProperty()),
			"creationTimestamp": *spec.DateTimeProperty(), "deletionTimestamp": *spec.DateTimeProperty(),
			"deletionGracePeriodSeconds": *spec.Int64Property(), "generation": *spec.Int64Property(),
			"resourceVersion": *spec.StringProperty(),
		},
	}}
	result := *custom
	result.Properties = map[string]spec.Schema{}
	for name, property := range custom.Properties {
		result.Properties[name] = property
	}
	result.Properties["metadata"] = metadata
	return &result
}
