package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	securejoin "github.com/cyphar/filepath-securejoin"
	fluxkustomize "github.com/fluxcd/pkg/kustomize"
	"github.com/fluxcd/pkg/kustomize/filesys"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/kustomize/api/konfig"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/resmap"
	kustypes "sigs.k8s.io/kustomize/api/types"
)

// variables stands in for the cluster where Flux looks up `substituteFrom`. It holds the data of ConfigMaps and
// Secrets under "Kind/namespace/name" and answers Get only: any other call is a fault of this program.
type variables struct {
	client.Client
	data map[string]map[string]string
}

func newVariables() *variables {
	return &variables{data: map[string]map[string]string{}}
}

func (v *variables) Get(_ context.Context, key client.ObjectKey, into client.Object, _ ...client.GetOption) error {
	switch target := into.(type) {
	case *corev1.ConfigMap:
		if data, ok := v.data["ConfigMap/"+key.String()]; ok {
			target.Data = data
			return nil
		}
		return apierrors.NewNotFound(schema.GroupResource{Resource: "configmaps"}, key.Name)
	case *corev1.Secret:
		if data, ok := v.data["Secret/"+key.String()]; ok {
			target.Data = map[string][]byte{}
			for name, value := range data {
				target.Data[name] = []byte(value)
			}
			return nil
		}
		return apierrors.NewNotFound(schema.GroupResource{Resource: "secrets"}, key.Name)
	}
	return fmt.Errorf("unexpected lookup of %T", into)
}

// encryptedValue stands for what only the cluster can decrypt.
const encryptedValue = "encrypted"

// learn remembers an object when it is a ConfigMap or a Secret. Values of encrypted Secrets are not known here:
// their names are enough to find undefined variables.
func (v *variables) learn(object map[string]any) {
	kind := text(object, "kind")
	if text(object, "apiVersion") != "v1" || (kind != "ConfigMap" && kind != "Secret") {
		return
	}
	data := map[string]string{}
	for _, part := range []string{"data", "stringData"} {
		entries, _ := field(object, part).(map[string]any)
		for name, value := range entries {
			data[name], _ = value.(string)
			if kind == "Secret" {
				data[name] = encryptedValue
			}
		}
	}
	v.data[kind+"/"+text(object, "metadata", "namespace")+"/"+text(object, "metadata", "name")] = data
}

// missing lists the `substituteFrom` references of a Kustomization that are not known yet.
func (v *variables) missing(kustomization map[string]any) (required, optional []string) {
	for _, reference := range maps(kustomization, "spec", "postBuild", "substituteFrom") {
		key := text(reference, "kind") + "/" + text(kustomization, "metadata", "namespace") + "/" + text(reference, "name")
		if _, ok := v.data[key]; ok {
			continue
		}
		if reference["optional"] == true {
			optional = append(optional, key)
		} else {
			required = append(required, key)
		}
	}
	return required, optional
}

// buildAsFlux makes the objects that kustomize-controller would apply for a Flux Kustomization from an unpacked
// artifact: generator, build confined to the artifact without remote bases, strict substitution, common metadata.
// The artifact is left as it was. Encrypted values are not decrypted.
func buildAsFlux(artifact string, kustomization map[string]any, vars *variables) ([]map[string]any, error) {
	artifact, err := filepath.EvalSymlinks(artifact)
	if err != nil {
		return nil, err
	}
	path := text(kustomization, "spec", "path")
	folder, err := securejoin.SecureJoin(artifact, path)
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return nil, &missingPathError{path: path}
	}

	flux := unstructured.Unstructured{Object: kustomization}
	manifest, file, action, err := fluxkustomize.NewGenerator(artifact, flux).GenerateManifest(folder)
	if err != nil {
		return nil, fmt.Errorf("generating kustomization.yaml failed: %w", shorten(err, artifact))
	}
	before, err := os.ReadFile(file)
	if err != nil && action != fluxkustomize.CreatedAction {
		return nil, err
	}
	if err := os.WriteFile(file, manifest, 0o644); err != nil {
		return nil, err
	}
	defer func() {
		if action == fluxkustomize.CreatedAction {
			os.Remove(file)
		} else {
			os.WriteFile(file, before, 0o644)
		}
	}()

	built, err := secureBuild(artifact, folder)
	if err != nil {
		return nil, fmt.Errorf("kustomize build failed: %w", shorten(err, artifact))
	}
	if err := substitute(built, flux, vars); err != nil {
		return nil, err
	}
	return objectsOf(built, kustomization)
}

type missingPathError struct{ path string }

func (e *missingPathError) Error() string {
	return fmt.Sprintf("spec.path %q does not exist in the artifact", e.path)
}

func substitute(built resmap.ResMap, flux unstructured.Unstructured, vars *variables) error {
	if field(flux.Object, "spec", "postBuild") == nil {
		return nil
	}
	always := text(flux.Object, "spec", "postBuild", "substituteStrategy") == "Always"
	for _, resource := range built.Resources() {
		changed, err := fluxkustomize.SubstituteVariables(context.Background(), vars, flux, resource,
			fluxkustomize.SubstituteWithStrict(true), fluxkustomize.SubstituteWithAlways(always))
		if err != nil {
			return fmt.Errorf("post build failed for %s %s: %w", resource.GetKind(), resource.GetName(), err)
		}
		if changed != nil {
			if _, err := built.Replace(changed); err != nil {
				return err
			}
		}
	}
	return nil
}

func objectsOf(built resmap.ResMap, kustomization map[string]any) ([]map[string]any, error) {
	for _, resource := range built.Resources() {
		if resource.GetName() == "" || resource.GetKind() == "" || resource.GetApiVersion() == "" {
			return nil, fmt.Errorf("an object lacks apiVersion, kind or name: %s", resource.String())
		}
	}
	data, err := built.AsYaml()
	if err != nil {
		return nil, err
	}
	var objects []map[string]any
	for _, next := range splitDocuments(data) {
		if next.err != nil {
			return nil, next.err
		}
		for _, part := range []string{"labels", "annotations"} {
			addMetadata(next.object, part, field(kustomization, "spec", "commonMetadata", part))
		}
		objects = append(objects, next.object)
	}
	return objects, nil
}

func addMetadata(object map[string]any, part string, added any) {
	entries, _ := added.(map[string]any)
	metadata, ok := object["metadata"].(map[string]any)
	if !ok || len(entries) == 0 {
		return
	}
	existing, _ := metadata[part].(map[string]any)
	metadata[part] = mergeMaps(existing, entries)
}

// secureBuild is Flux's SecureBuild without remote bases. Flux throws kustomize's schema away before each build, so
// that `openapi` of one kustomization.yaml cannot leak into the next build; that costs most of the time of a small
// build, so it is done only where some kustomization.yaml could change the schema.
func secureBuild(artifact, folder string) (built resmap.ResMap, err error) {
	if changesSchema(artifact) {
		return fluxkustomize.SecureBuild(artifact, folder, false)
	}
	confined, err := filesys.MakeFsOnDiskSecure(artifact)
	if err != nil {
		return nil, err
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("kustomize panicked: %v", r)
		}
	}()
	return krusty.MakeKustomizer(&krusty.Options{
		LoadRestrictions: kustypes.LoadRestrictionsNone,
		PluginConfig:     kustypes.DisabledPluginConfig(),
	}).Run(confined, folder)
}

var schemaChanges = map[string]bool{}

func changesSchema(artifact string) bool {
	known, ok := schemaChanges[artifact]
	if ok {
		return known
	}
	found := false
	_ = filepath.WalkDir(artifact, func(path string, entry os.DirEntry, err error) error {
		if err == nil && isKustomizationFile(path) {
			data, readErr := os.ReadFile(path)
			found = found || readErr != nil || bytes.Contains(data, []byte("openapi:")) || bytes.Contains(data, []byte("crds:"))
		}
		return nil
	})
	schemaChanges[artifact] = found
	return found
}

func isKustomizationFile(path string) bool {
	for _, name := range konfig.RecognizedKustomizationFileNames() {
		if filepath.Base(path) == name {
			return true
		}
	}
	return false
}

// shorten drops the temporary folder from an error, so that messages are the same in every run.
func shorten(err error, folder string) error {
	return fmt.Errorf("%s", strings.ReplaceAll(err.Error(), folder+"/", ""))
}
