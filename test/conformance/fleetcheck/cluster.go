package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// fluxNamespace is where Flux lives; fluxSource names the source and the Kustomization that bootstrap or the
// FluxInstance make there for the fleet repository.
const (
	fluxNamespace = "flux-system"
	fluxSource    = "flux-system"
)

// fleet is one repository to walk.
type fleet struct {
	Root     string   `json:"root"`
	Clusters []string `json:"clusters"`
	// Sources maps "Kind/namespace/name" of a source to the folder that holds what it would deliver; a relative
	// folder is one of the repository.
	Sources map[string]string `json:"sources"`
	// Lockdown applies the rules of clusters whose controllers refuse references across namespaces.
	Lockdown bool `json:"lockdown"`
	// Provided lists objects ("Kind/namespace/name") that exist on the cluster without being in Git.
	Provided []string `json:"provided"`
	// Ignore lists files, as globs from the root, that are no part of the check of standalone files.
	Ignore []string `json:"ignore"`
}

type problem struct {
	Rule    string `json:"rule"`
	Where   string `json:"where"`
	Message string `json:"message"`
}

type objectReport struct {
	APIVersion string         `json:"apiVersion"`
	Kind       string         `json:"kind"`
	Namespace  string         `json:"namespace,omitempty"`
	Name       string         `json:"name"`
	Object     map[string]any `json:"object,omitempty"`
}

type buildReport struct {
	Kustomization string         `json:"kustomization"`
	Source        string         `json:"source"`
	Path          string         `json:"path"`
	Objects       []objectReport `json:"objects"`
}

type clusterReport struct {
	Cluster  string        `json:"cluster"`
	Builds   []buildReport `json:"builds"`
	External []string      `json:"external"`
	Problems []problem     `json:"problems"`
}

// owned is an object together with the build that applies it. remote names the cluster it goes to when the
// Kustomization has a kubeConfig.
type owned struct {
	object map[string]any
	build  string
	remote string
}

// walk follows Flux through one cluster. It holds what the cluster would hold.
type walk struct {
	fleet     fleet
	workspace string
	artifacts map[string]string
	failed    map[string]bool
	vars      *variables
	objects   []owned
	report    *clusterReport
	full      bool
}

// walkCluster builds everything that Flux would build for the cluster in a folder of the repository, and checks
// what only shows when all of it is seen together. repository is the repository as an artifact.
func walkCluster(subject fleet, repository, cluster, workspace string, full bool) (*clusterReport, []owned) {
	w := &walk{
		fleet: subject, workspace: workspace, full: full, vars: newVariables(),
		artifacts: map[string]string{}, failed: map[string]bool{},
		report: &clusterReport{Cluster: cluster, Builds: []buildReport{}, External: []string{}, Problems: []problem{}},
	}
	for _, kind := range []string{"GitRepository", "OCIRepository"} {
		w.artifacts[sourceKey(kind, fluxNamespace, fluxSource)] = repository
	}
	for key, folder := range subject.Sources {
		if !filepath.IsAbs(folder) {
			folder = filepath.Join(repository, folder)
		}
		w.artifacts[key] = folder
	}

	root := map[string]any{
		"apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization",
		"metadata": map[string]any{"name": fluxSource, "namespace": fluxNamespace},
		"spec": map[string]any{
			"path":      "./" + cluster,
			"sourceRef": map[string]any{"kind": "GitRepository", "name": fluxSource},
		},
	}
	w.build(root)
	w.buildAll()
	w.checkDecryption(root)
	w.checkIdentities()
	w.checkReferences()
	w.checkOrder("kustomize.toolkit.fluxcd.io", "Kustomization")
	w.checkOrder("helm.toolkit.fluxcd.io", "HelmRelease")
	w.checkNamespaces()
	sort.Strings(w.report.External)
	return w.report, w.objects
}

func sourceKey(kind, namespace, name string) string {
	return kind + "/" + namespace + "/" + name
}

func (w *walk) problem(rule, where, message string, values ...any) {
	w.report.Problems = append(w.report.Problems, problem{Rule: rule, Where: where, Message: fmt.Sprintf(message, values...)})
}

// sourceOf gives the key of a Kustomization's source.
func sourceOf(kustomization map[string]any) string {
	return sourceKey(text(kustomization, "spec", "sourceRef", "kind"),
		either(text(kustomization, "spec", "sourceRef", "namespace"), text(kustomization, "metadata", "namespace")),
		text(kustomization, "spec", "sourceRef", "name"))
}

// build makes the objects of one Kustomization and takes them into the cluster.
func (w *walk) build(kustomization map[string]any) {
	where := identityOf(kustomization).String()
	source := sourceOf(kustomization)
	objects, err := buildAsFlux(w.artifacts[source], kustomization, w.vars)
	if err != nil {
		rule := "build"
		if _, ok := err.(*missingPathError); ok {
			rule = "FF001"
		}
		w.problem(rule, where, "%s", err)
	}
	report := buildReport{
		Kustomization: text(kustomization, "metadata", "namespace") + "/" + text(kustomization, "metadata", "name"),
		Source:        source,
		Path:          text(kustomization, "spec", "path"),
		Objects:       []objectReport{},
	}
	remote := either(text(kustomization, "spec", "kubeConfig", "secretRef", "name"),
		text(kustomization, "spec", "kubeConfig", "configMapRef", "name"))
	for _, object := range objects {
		w.objects = append(w.objects, owned{object: object, build: report.Kustomization, remote: remote})
		if remote == "" {
			w.vars.learn(object)
		}
		entry := objectReport{
			APIVersion: text(object, "apiVersion"), Kind: text(object, "kind"),
			Namespace: text(object, "metadata", "namespace"), Name: text(object, "metadata", "name"),
		}
		if w.full {
			entry.Object = object
		}
		report.Objects = append(report.Objects, entry)
	}
	w.report.Builds = append(w.report.Builds, report)
}

// buildAll builds Kustomizations until none is left. One that waits for a source or a variable which another build
// may still bring is put off; when nothing moves any more, what is missing is a problem.
func (w *walk) buildAll() {
	done := map[string]bool{fluxNamespace + "/" + fluxSource: true}
	for _, patience := range []string{"all known", "optional missing"} {
		for moved := true; moved; {
			moved = false
			w.composeArtifacts()
			for _, kustomization := range w.all("kustomize.toolkit.fluxcd.io", "Kustomization") {
				name := text(kustomization, "metadata", "namespace") + "/" + text(kustomization, "metadata", "name")
				if done[name] {
					continue
				}
				if _, local := w.artifacts[sourceOf(kustomization)]; !local {
					continue
				}
				required, optional := w.vars.missing(kustomization)
				if len(required) > 0 || (patience == "all known" && len(optional) > 0) {
					continue
				}
				done[name] = true
				moved = true
				w.build(kustomization)
			}
		}
	}
	for _, kustomization := range w.all("kustomize.toolkit.fluxcd.io", "Kustomization") {
		id := identityOf(kustomization)
		if done[id.Namespace+"/"+id.Name] {
			continue
		}
		source := sourceOf(kustomization)
		if _, local := w.artifacts[source]; local {
			required, _ := w.vars.missing(kustomization)
			w.problem("FF403", id.String(), "substituteFrom names what no build brings: %s", strings.Join(required, ", "))
			continue
		}
		if w.failed[source] {
			continue
		}
		w.report.External = append(w.report.External, fmt.Sprintf("%s from %s", id, source))
	}
	for _, set := range w.all("fluxcd.controlplane.io", "ResourceSet") {
		w.report.External = append(w.report.External, fmt.Sprintf("%s makes its objects on the cluster", identityOf(set)))
	}
}

// composeArtifacts makes the artifacts of every ArtifactGenerator whose sources are all here.
func (w *walk) composeArtifacts() {
	for _, generator := range w.all("source.extensions.fluxcd.io", "ArtifactGenerator") {
		namespace := text(generator, "metadata", "namespace")
		sources := map[string]string{}
		complete := true
		for _, source := range maps(generator, "spec", "sources") {
			key := sourceKey(text(source, "kind"), either(text(source, "namespace"), namespace), text(source, "name"))
			folder, ok := w.artifacts[key]
			complete = complete && ok
			sources[text(source, "alias")] = folder
		}
		if complete {
			w.compose(generator, namespace, sources)
		}
	}
}

func (w *walk) compose(generator map[string]any, namespace string, sources map[string]string) {
	where := identityOf(generator).String()
	if w.failed[where] {
		return
	}
	artifacts, err := expandPathPattern(text(generator, "spec", "pathPattern"), outputsOf(generator), sources)
	if err != nil {
		w.failed[where] = true
		w.problem("artifact", where, "%s", err)
		return
	}
	for _, artifact := range artifacts {
		key := sourceKey("ExternalArtifact", namespace, artifact.Name)
		if _, made := w.artifacts[key]; made || w.failed[key] {
			continue
		}
		folder := filepath.Join(w.workspace, fmt.Sprintf("artifact-%d", len(w.artifacts)))
		err := os.MkdirAll(folder, 0o755)
		if err == nil {
			err = composeArtifact(artifact, sources, folder)
		}
		if err != nil {
			w.failed[key] = true
			w.problem("artifact", where, "artifact %q: %s", artifact.Name, err)
			continue
		}
		w.artifacts[key] = folder
	}
}

func outputsOf(generator map[string]any) []outputArtifact {
	var artifacts []outputArtifact
	for _, entry := range maps(generator, "spec", "artifacts") {
		artifact := outputArtifact{Name: text(entry, "name")}
		for _, operation := range maps(entry, "copy") {
			var exclude []string
			patterns, _ := operation["exclude"].([]any)
			for _, pattern := range patterns {
				exclude = append(exclude, fmt.Sprint(pattern))
			}
			artifact.Copy = append(artifact.Copy, copyOperation{
				From: text(operation, "from"), To: text(operation, "to"),
				Strategy: text(operation, "strategy"), Exclude: exclude,
			})
		}
		artifacts = append(artifacts, artifact)
	}
	return artifacts
}

// all gives the objects of a kind that this cluster itself holds (not those sent to another through kubeConfig).
func (w *walk) all(group, kind string) []map[string]any {
	var found []map[string]any
	for _, entry := range w.objects {
		if id := identityOf(entry.object); entry.remote == "" && id.Group == group && id.Kind == kind {
			found = append(found, entry.object)
		}
	}
	return found
}

func (w *walk) has(group, kind, namespace, name string) bool {
	for _, object := range w.all(group, kind) {
		if text(object, "metadata", "namespace") == namespace && text(object, "metadata", "name") == name {
			return true
		}
	}
	for _, provided := range w.fleet.Provided {
		if provided == sourceKey(kind, namespace, name) {
			return true
		}
	}
	return false
}
