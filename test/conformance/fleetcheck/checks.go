package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	securejoin "github.com/cyphar/filepath-securejoin"
)

const (
	kustomizeGroup    = "kustomize.toolkit.fluxcd.io"
	helmGroup         = "helm.toolkit.fluxcd.io"
	sourceGroup       = "source.toolkit.fluxcd.io"
	notificationGroup = "notification.toolkit.fluxcd.io"
	imageGroup        = "image.toolkit.fluxcd.io"
)

// checkDecryption: an encrypted Secret under a Kustomization without `decryption` is refused by kustomize-controller.
func (w *walk) checkDecryption(root map[string]any) {
	decrypts := map[string]bool{}
	for _, kustomization := range append(w.all(kustomizeGroup, "Kustomization"), root) {
		id := identityOf(kustomization)
		if text(kustomization, "spec", "decryption", "provider") == "sops" {
			decrypts[id.Namespace+"/"+id.Name] = true
		}
	}
	for _, entry := range w.objects {
		if _, encrypted := entry.object["sops"]; encrypted && !decrypts[entry.build] {
			w.problem("FF603", identityOf(entry.object).String(),
				"is encrypted, but Kustomization %s has no spec.decryption", entry.build)
		}
	}
}

// checkIdentities: one object has one owner, unless it says that it shares its fields (`ssa`).
func (w *walk) checkIdentities() {
	owners := map[string]string{}
	for _, entry := range w.objects {
		shared := text(entry.object, "metadata", "annotations", "kustomize.toolkit.fluxcd.io/ssa")
		if shared == "Merge" || shared == "IfNotPresent" || shared == "Ignore" {
			continue
		}
		id := identityOf(entry.object).String()
		key := entry.remote + "|" + id
		if owner, taken := owners[key]; taken {
			w.problem("FF011", id, "is applied by %s and by %s", owner, entry.build)
			continue
		}
		owners[key] = entry.build
	}
}

// reference is one object that names another.
type reference struct {
	rule, group, kind, namespace, name string
}

// checkReferences: whatever a Flux object names must be brought by some build of the cluster.
func (w *walk) checkReferences() {
	for _, entry := range w.objects {
		if entry.remote != "" {
			continue
		}
		id := identityOf(entry.object)
		for _, ref := range referencesOf(entry.object, id) {
			if w.fleet.Lockdown && ref.namespace != id.Namespace && !strings.HasPrefix(ref.rule, "FF1") {
				w.problem("FF506", id.String(), "names %s %s/%s in another namespace", ref.kind, ref.namespace, ref.name)
			}
			if !w.resolves(ref) {
				w.problem(ref.rule, id.String(), "names %s %s/%s, which no build brings", ref.kind, ref.namespace, ref.name)
			}
		}
		if w.fleet.Lockdown && (id.Group == kustomizeGroup || id.Group == helmGroup) &&
			text(entry.object, "spec", "serviceAccountName") == "" && text(entry.object, "spec", "kubeConfig", "secretRef", "name") == "" {
			w.problem("FF505", id.String(), "has no spec.serviceAccountName, so it acts as the powerless default account")
		}
		w.checkLocalChart(entry.object, id)
	}
}

func referencesOf(object map[string]any, id identity) []reference {
	to := func(rule, group string, at map[string]any, kind string) reference {
		return reference{rule, group, either(text(at, "kind"), kind), either(text(at, "namespace"), id.Namespace), text(at, "name")}
	}
	at := func(path ...string) map[string]any {
		m, _ := field(object, path...).(map[string]any)
		return m
	}
	var found []reference
	if account := text(object, "spec", "serviceAccountName"); account != "" &&
		(id.Group == kustomizeGroup || id.Group == helmGroup) && at("spec", "kubeConfig") == nil {
		found = append(found, reference{"FF505", "", "ServiceAccount", id.Namespace, account})
	}
	switch id.Group + "/" + id.Kind {
	case kustomizeGroup + "/Kustomization", helmGroup + "/HelmRelease":
		for _, dependency := range maps(object, "spec", "dependsOn") {
			found = append(found, reference{
				"FF101", id.Group, id.Kind, either(text(dependency, "namespace"), id.Namespace), text(dependency, "name"),
			})
		}
	case notificationGroup + "/Alert":
		found = append(found, to("reference", notificationGroup, at("spec", "providerRef"), "Provider"))
	case imageGroup + "/ImagePolicy":
		found = append(found, to("reference", imageGroup, at("spec", "imageRepositoryRef"), "ImageRepository"))
	}
	for _, path := range [][]string{
		{"spec", "sourceRef"}, {"spec", "chartRef"}, {"spec", "chart", "spec", "sourceRef"},
	} {
		source := at(path...)
		if source != nil && strings.HasSuffix(id.Group, ".fluxcd.io") {
			found = append(found, to("source", sourceGroup, source, ""))
		}
	}
	if id.Kind == "ArtifactGenerator" {
		for _, source := range maps(object, "spec", "sources") {
			found = append(found, to("source", sourceGroup, source, ""))
		}
	}
	return found
}

func (w *walk) resolves(ref reference) bool {
	key := sourceKey(ref.kind, ref.namespace, ref.name)
	if ref.group == sourceGroup {
		// What another repository delivers is there only when some build brings the source that fetches it.
		_, elsewhere := w.fleet.Sources[key]
		if _, local := w.artifacts[key]; local && !elsewhere || w.failed[key] {
			return true
		}
	}
	if ref.kind == "ServiceAccount" && ref.namespace == fluxNamespace && strings.HasSuffix(ref.name, "-controller") {
		return true
	}
	if ref.group == kustomizeGroup && ref.namespace == fluxNamespace && ref.name == fluxSource {
		return true
	}
	return w.has(ref.group, ref.kind, ref.namespace, ref.name)
}

// checkLocalChart: a chart of a source that is here must be a folder with a Chart.yaml.
func (w *walk) checkLocalChart(object map[string]any, id identity) {
	if id.Group != helmGroup || id.Kind != "HelmRelease" {
		return
	}
	kind := text(object, "spec", "chart", "spec", "sourceRef", "kind")
	namespace := either(text(object, "spec", "chart", "spec", "sourceRef", "namespace"), id.Namespace)
	artifact, local := w.artifacts[sourceKey(kind, namespace, text(object, "spec", "chart", "spec", "sourceRef", "name"))]
	if !local {
		return
	}
	chart := text(object, "spec", "chart", "spec", "chart")
	folder, err := securejoin.SecureJoin(artifact, chart)
	if err == nil {
		_, err = os.Stat(filepath.Join(folder, "Chart.yaml"))
	}
	if err != nil {
		w.problem("FF001", id.String(), "there is no Chart.yaml in %q of its source", chart)
	}
}

// checkOrder: `dependsOn` must lead nowhere in circles.
func (w *walk) checkOrder(group, kind string) {
	edges := map[string][]string{}
	for _, object := range w.all(group, kind) {
		id := identityOf(object)
		from := id.Namespace + "/" + id.Name
		for _, dependency := range maps(object, "spec", "dependsOn") {
			edges[from] = append(edges[from], either(text(dependency, "namespace"), id.Namespace)+"/"+text(dependency, "name"))
		}
	}
	state := map[string]int{}
	var visit func(node string, trail []string) []string
	visit = func(node string, trail []string) []string {
		trail = append(trail, node)
		if state[node] == 1 {
			return trail
		}
		if state[node] == 2 {
			return nil
		}
		state[node] = 1
		for _, next := range edges[node] {
			if circle := visit(next, trail); circle != nil {
				return circle
			}
		}
		state[node] = 2
		return nil
	}
	var nodes []string
	for node := range edges {
		nodes = append(nodes, node)
	}
	sort.Strings(nodes)
	for _, node := range nodes {
		if circle := visit(node, nil); circle != nil {
			w.problem("FF102", fmt.Sprintf("%s %s", kind, node), "dependsOn goes in a circle: %s", strings.Join(circle, " → "))
			return
		}
	}
}

// checkNamespaces: a namespace that objects lie in must be made by some build, or come with Kubernetes or Flux.
func (w *walk) checkNamespaces() {
	present := map[string]bool{}
	for _, name := range []string{"default", "kube-system", "kube-public", "kube-node-lease", fluxNamespace} {
		present["|"+name] = true
	}
	for _, entry := range w.objects {
		if id := identityOf(entry.object); id.Group == "" && id.Kind == "Namespace" {
			present[entry.remote+"|"+id.Name] = true
		}
	}
	for _, entry := range w.objects {
		id := identityOf(entry.object)
		known := present[entry.remote+"|"+id.Namespace] || present["|"+id.Namespace] && entry.remote != ""
		if id.Namespace != "" && !known && !w.has("", "Namespace", "", id.Namespace) {
			w.problem("namespace", id.String(), "no build of the cluster makes its namespace")
		}
	}
}
