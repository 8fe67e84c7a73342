package main

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/api/validation/path"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	fieldpath "k8s.io/apimachinery/pkg/util/validation/field"
	kustypes "sigs.k8s.io/kustomize/api/types"
)

// finding is what is wrong with one YAML document or one built object.
type finding struct {
	File     string   `json:"file"`
	Document int      `json:"document,omitempty"`
	Kind     string   `json:"kind,omitempty"`
	Name     string   `json:"name,omitempty"`
	Errors   []string `json:"errors"`
}

// validator checks complete Kubernetes objects. Schemas are loaded when their kind is first met, and an object that
// was checked once is not checked again.
type validator struct {
	catalog *catalog
	extra   []string
	// onlySchemas leaves out what schemas don't say: Secrets in the clear.
	onlySchemas bool
	skip        map[string]bool
	groups      map[string]*openAPIGroup
	customs     map[string]*customResource
	extras      map[string]*extraSchema
	problems    map[string][]string
}

func newValidator(known *catalog, extra []string, skip []string) *validator {
	v := &validator{
		catalog:  known,
		extra:    extra,
		skip:     map[string]bool{},
		groups:   map[string]*openAPIGroup{},
		customs:  map[string]*customResource{},
		extras:   map[string]*extraSchema{},
		problems: map[string][]string{},
	}
	for _, kind := range skip {
		v.skip[strings.TrimPrefix(kind, "core/")] = true
	}
	return v
}

// check gives what is wrong with an object; an error only when a schema cannot be loaded.
func (v *validator) check(object map[string]any) ([]string, error) {
	key, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	if known, ok := v.problems[string(key)]; ok {
		return known, nil
	}
	problems, err := v.checkAnew(object)
	if err == nil {
		v.problems[string(key)] = problems
	}
	return problems, err
}

func (v *validator) checkAnew(object map[string]any) ([]string, error) {
	group, version := splitAPIVersion(text(object, "apiVersion"))
	kind := text(object, "kind")
	if version == "" || kind == "" {
		return []string{"apiVersion or kind is missing"}, nil
	}
	if group == "kustomize.config.k8s.io" {
		return checkKustomization(object), nil
	}
	scope, err := v.scope(group, version, kind)
	if err != nil {
		return nil, err
	}
	problems := checkMetadata(object, group, kind, scope)
	if !v.onlySchemas {
		problems = append(problems, checkSecret(object)...)
	}
	if _, encrypted := object["sops"]; encrypted {
		object = withoutEncryption(object)
	}
	found, err := v.checkSchema(runtime.DeepCopyJSON(object), group, version, kind)
	return unique(append(problems, found...)), err
}

func (v *validator) checkSchema(object map[string]any, group, version, kind string) ([]string, error) {
	var problems []string
	known := false

	builtIn, err := v.builtIn(group, version, kind)
	if err != nil {
		return nil, err
	}
	if builtIn != nil {
		known = true
		object, _ = withoutNulls(object).(map[string]any)
		problems = append(problems, schemaProblems(builtIn, object)...)
		if kind == "ValidatingAdmissionPolicy" && len(problems) == 0 {
			problems = append(problems, v.checkPolicy(object)...)
		}
	}

	entry, defined := v.catalog.Kinds[group+"/"+kind]
	if defined && !known {
		known = true
		custom, problem, err := v.customResource(entry, group, version, kind)
		if err != nil {
			return nil, err
		}
		if problem != "" {
			problems = append(problems, problem)
		} else {
			problems = append(problems, custom.check(object)...)
		}
	}

	// Last, so that it sees an object with the defaults of its CustomResourceDefinition, as the API server does.
	extra, err := v.extraSchema(group, version, kind)
	if err != nil {
		return nil, err
	}
	if extra != nil {
		object, _ = withoutNulls(object).(map[string]any)
		found := schemaProblems(extra.schema, object)
		if !known && extra.rules != nil && len(found) == 0 {
			found = extra.rules.checkRules(object)
		}
		known = true
		problems = append(problems, found...)
	}
	if !known && !v.skip[strings.TrimPrefix(group+"/"+kind, "/")] {
		problems = append(problems, fmt.Sprintf("there is no schema for %s of %s", kind, text(object, "apiVersion")))
	}
	return problems, nil
}

func (v *validator) group(group, version string) (*openAPIGroup, error) {
	key := group + "/" + version
	known, ok := v.groups[key]
	if ok {
		return known, nil
	}
	loaded, err := loadOpenAPIGroup(v.catalog.Kubernetes.Paths[0], group, version)
	if err == nil {
		v.groups[key] = loaded
	}
	return loaded, err
}

func (v *validator) builtIn(group, version, kind string) (*jsonschema.Schema, error) {
	loaded, err := v.group(group, version)
	if err != nil || loaded == nil {
		return nil, err
	}
	return loaded.schema(kind)
}

func (v *validator) extraSchema(group, version, kind string) (*extraSchema, error) {
	key := group + "/" + version + "/" + kind
	if known, ok := v.extras[key]; ok {
		return known, nil
	}
	loaded, err := loadExtraSchema(v.extra, group, version, kind)
	if err == nil {
		v.extras[key] = loaded
	}
	return loaded, err
}

func (v *validator) customResource(entry kindEntry, group, version, kind string) (*customResource, string, error) {
	served := false
	for _, candidate := range entry.Versions {
		served = served || candidate == version
	}
	if !served {
		return nil, fmt.Sprintf("version %s of %s is not served; served: %s", version, kind,
			strings.Join(entry.Versions, ", ")), nil
	}
	key := group + "/" + version + "/" + kind
	if known, ok := v.customs[key]; ok {
		return known, "", nil
	}
	loaded, err := loadCustomResource(entry, version)
	if err == nil {
		v.customs[key] = loaded
	}
	return loaded, "", err
}

// scope is "Namespaced", "Cluster" or, for a kind without a known scope, "".
func (v *validator) scope(group, version, kind string) (string, error) {
	if entry, ok := v.catalog.Kinds[group+"/"+kind]; ok {
		return entry.Scope, nil
	}
	loaded, err := v.group(group, version)
	if err != nil || loaded == nil {
		return "", err
	}
	return loaded.scopes[kind], nil
}

// checkKustomization decodes a kustomization.yaml as kustomize does, and refuses deprecated fields and generated
// Secrets, which would lie in Git in the clear.
func checkKustomization(object map[string]any) []string {
	data, err := json.Marshal(object)
	if err != nil {
		return []string{err.Error()}
	}
	var kustomization kustypes.Kustomization
	if err := kustomization.Unmarshal(data); err != nil {
		return []string{err.Error()}
	}
	problems := append([]string{}, *kustomization.CheckDeprecatedFields()...)
	kustomization.FixKustomization()
	problems = append(problems, kustomization.EnforceFields()...)
	for _, generator := range kustomization.SecretGenerator {
		if len(generator.LiteralSources) > 0 {
			problems = append(problems, fmt.Sprintf("secretGenerator %q has literals in the clear", generator.Name))
		}
	}
	return problems
}

// checkMetadata applies the rules for names, labels and annotations of the API server, and the limit that Flux sets
// to names which it writes into labels.
func checkMetadata(object map[string]any, group, kind, scope string) []string {
	metadata, ok := object["metadata"].(map[string]any)
	if !ok {
		return []string{"metadata is missing"}
	}
	var meta metav1.ObjectMeta
	if err := runtime.DefaultUnstructuredConverter.FromUnstructuredWithValidation(metadata, &meta, true); err != nil {
		return []string{"metadata: " + err.Error()}
	}
	var problems []string
	if meta.Name == "" {
		problems = append(problems, "metadata.name is missing")
	}
	if scope == "Cluster" && meta.Namespace != "" {
		problems = append(problems, fmt.Sprintf("metadata.namespace: %s is not namespaced", kind))
	}
	// A file may leave the namespace to kustomize; that every built object has one is checked with the build.
	if meta.Namespace == "" {
		meta.Namespace = "default"
	}
	for _, found := range apivalidation.ValidateObjectMeta(&meta, true, nameRule(group, kind), fieldpath.NewPath("metadata")) {
		problems = append(problems, found.Error())
	}
	if (group == "kustomize.toolkit.fluxcd.io" || group == "helm.toolkit.fluxcd.io") && len(meta.Name) > 63 {
		problems = append(problems, "metadata.name is longer than 63 characters; Flux writes it into a label")
	}
	return problems
}

func nameRule(group, kind string) apivalidation.ValidateNameFunc {
	switch {
	case group == "" && kind == "Namespace":
		return apivalidation.NameIsDNSLabel
	case group == "" && kind == "Service":
		return apivalidation.NameIsDNS1035Label
	case group == "rbac.authorization.k8s.io":
		return path.ValidatePathSegmentName
	}
	return apivalidation.NameIsDNSSubdomain
}

// checkSecret refuses Secrets in the clear: their values must be encrypted by SOPS.
func checkSecret(object map[string]any) []string {
	if text(object, "apiVersion") != "v1" || text(object, "kind") != "Secret" {
		return nil
	}
	_, encrypted := object["sops"]
	var problems []string
	for _, part := range []string{"data", "stringData"} {
		values, _ := object[part].(map[string]any)
		for name, value := range values {
			if content, _ := value.(string); !encrypted || !strings.HasPrefix(content, "ENC[") {
				problems = append(problems, fmt.Sprintf("%s.%s of a Secret is not encrypted", part, name))
			}
		}
	}
	sort.Strings(problems)
	return problems
}

func withoutEncryption(object map[string]any) map[string]any {
	result := map[string]any{}
	for key, value := range object {
		if key != "sops" && key != "data" && key != "stringData" {
			result[key] = value
		}
	}
	return result
}

func unique(lines []string) []string {
	seen := map[string]bool{}
	var result []string
	for _, line := range lines {
		if !seen[line] {
			seen[line] = true
			result = append(result, line)
		}
	}
	return result
}
