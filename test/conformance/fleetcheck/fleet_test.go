package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// soundFleet is a small repository with one cluster in which nothing is wrong. Tests change one file of it.
func soundFleet() map[string]string {
	return map[string]string{
		"clusters/staging/flux-system/gotk-components.yaml": "# filled by flux bootstrap\n",
		"clusters/staging/flux-system/gotk-sync.yaml":       "",
		"clusters/staging/flux-system/kustomization.yaml": `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - gotk-components.yaml
  - gotk-sync.yaml
patches:
  - target: {kind: Deployment, name: kustomize-controller}
    patch: |
      - op: add
        path: /spec/template/spec/containers/0/args/-
        value: --concurrent=20
`,
		"clusters/staging/cluster-vars.yaml": `apiVersion: v1
kind: ConfigMap
metadata:
  name: cluster-vars
  namespace: flux-system
data:
  CLUSTER_NAME: staging
`,
		"clusters/staging/infrastructure.yaml": `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: infra
  namespace: flux-system
spec:
  interval: 1h
  prune: true
  path: ./infrastructure
  sourceRef:
    kind: GitRepository
    name: flux-system
`,
		"clusters/staging/apps.yaml": `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: apps
  namespace: flux-system
spec:
  interval: 1h
  prune: true
  path: ./apps/staging
  dependsOn:
    - name: infra
  sourceRef:
    kind: GitRepository
    name: flux-system
  postBuild:
    substituteFrom:
      - kind: ConfigMap
        name: cluster-vars
`,
		"infrastructure/namespace.yaml": "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: infra\n",
		"apps/base/kustomization.yaml": `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - namespace.yaml
  - repository.yaml
  - release.yaml
`,
		"apps/base/namespace.yaml": "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: podinfo\n",
		"apps/base/repository.yaml": `apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: podinfo
  namespace: podinfo
spec:
  interval: 24h
  url: oci://example.org/charts/podinfo
  ref:
    semver: 6.x
`,
		"apps/base/release.yaml": `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: podinfo
  namespace: podinfo
spec:
  interval: 12h
  chartRef:
    kind: OCIRepository
    name: podinfo
`,
		"apps/staging/kustomization.yaml": `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - ../base
patches:
  - path: values.yaml
`,
		"apps/staging/values.yaml": `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: podinfo
  namespace: podinfo
spec:
  values:
    message: hello from ${CLUSTER_NAME}
`,
	}
}

func writeFleet(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// testValidator needs the catalog that scripts/install-conformance-tools.mjs writes.
func testValidator(t *testing.T) *validator {
	t.Helper()
	known, err := loadCatalog("../../../.tools/crds.json")
	if err != nil {
		t.Fatal(err)
	}
	return newValidator(known, nil, nil)
}

// complaintsOf checks a fleet and gives everything that was found, one line each.
func complaintsOf(t *testing.T, files map[string]string, change func(*fleet)) (*fleetReport, []string) {
	t.Helper()
	subject := fleet{Root: writeFleet(t, files)}
	if change != nil {
		change(&subject)
	}
	report, err := checkFleet(subject, testValidator(t), true)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, cluster := range report.Clusters {
		for _, one := range cluster.Problems {
			lines = append(lines, one.Rule+" "+one.Where+": "+one.Message)
		}
	}
	for _, one := range report.Invalid {
		lines = append(lines, one.File+" "+one.Kind+" "+one.Name+": "+strings.Join(one.Errors, "; "))
	}
	if report.OK != (len(lines) == 0) {
		t.Errorf("ok is %v with findings %q", report.OK, lines)
	}
	return report, lines
}

func built(t *testing.T, report *fleetReport, kind, name string) map[string]any {
	t.Helper()
	for _, cluster := range report.Clusters {
		for _, build := range cluster.Builds {
			for _, object := range build.Objects {
				if object.Kind == kind && object.Name == name {
					return object.Object
				}
			}
		}
	}
	t.Fatalf("no build has %s %s", kind, name)
	return nil
}

func TestSoundFleet(t *testing.T) {
	report, lines := complaintsOf(t, soundFleet(), nil)
	if len(lines) > 0 {
		t.Fatalf("unexpected: %s", strings.Join(lines, "\n"))
	}
	if got := len(report.Clusters[0].Builds); got != 3 {
		t.Errorf("%d builds, expected the root, infra and apps", got)
	}
	release := built(t, report, "HelmRelease", "podinfo")
	if got := text(release, "spec", "values", "message"); got != "hello from staging" {
		t.Errorf("values were not patched and substituted: %q", got)
	}
}

// Each case breaks the sound fleet in one way; one finding must contain the words.
func TestBrokenFleets(t *testing.T) {
	cases := map[string]struct {
		change func(files map[string]string)
		fleet  func(*fleet)
		want   string
	}{
		"undefined variable": {
			change: func(f map[string]string) { replace(f, "apps/staging/values.yaml", "${CLUSTER_NAME}", "${NO_SUCH}") },
			want:   "variable not set (strict mode)",
		},
		"missing ConfigMap of variables": {
			change: func(f map[string]string) { delete(f, "clusters/staging/cluster-vars.yaml") },
			want:   "FF403",
		},
		"missing dependency": {
			change: func(f map[string]string) {
				replace(f, "clusters/staging/apps.yaml", "- name: infra", "- name: nowhere")
			},
			want: "FF101 Kustomization.kustomize.toolkit.fluxcd.io flux-system/apps",
		},
		"circle of dependencies": {
			change: func(f map[string]string) {
				replace(f, "clusters/staging/infrastructure.yaml", "  prune: true", "  prune: true\n  dependsOn: [{name: apps}]")
			},
			want: "FF102",
		},
		"two owners": {
			change: func(f map[string]string) { f["infrastructure/again.yaml"] = f["apps/base/namespace.yaml"] },
			want:   "FF011 Namespace podinfo",
		},
		"missing path": {
			change: func(f map[string]string) {
				replace(f, "clusters/staging/apps.yaml", "./apps/staging", "./apps/stagging")
			},
			want: "FF001",
		},
		"path left out by .sourceignore": {
			change: func(f map[string]string) { f[".sourceignore"] = "/*\n!/clusters\n!/infrastructure\n" },
			want:   "FF001",
		},
		"source that does not exist": {
			change: func(f map[string]string) {
				replace(f, "clusters/staging/apps.yaml", "name: flux-system\n  postBuild", "name: other\n  postBuild")
			},
			want: "names GitRepository flux-system/other, which no build brings",
		},
		"chart source that does not exist": {
			change: func(f map[string]string) {
				replace(f, "apps/base/release.yaml", "kind: OCIRepository\n    name: podinfo", "kind: OCIRepository\n    name: other")
			},
			want: "names OCIRepository podinfo/other",
		},
		"base outside the artifact": {
			change: func(f map[string]string) { replace(f, "apps/staging/kustomization.yaml", "../base", "../../../../etc") },
			want:   "build Kustomization.kustomize.toolkit.fluxcd.io flux-system/apps",
		},
		"patch of nothing": {
			change: func(f map[string]string) {
				replace(f, "apps/staging/values.yaml", "name: podinfo\n  namespace", "name: other\n  namespace")
			},
			want: "no resource matches strategic merge patch",
		},
		"namespace nobody makes": {
			change: func(f map[string]string) { replace(f, "apps/base/kustomization.yaml", "  - namespace.yaml\n", "") },
			want:   "no build of the cluster makes its namespace",
		},
		"namespace missing in the build": {
			change: func(f map[string]string) {
				replace(f, "clusters/staging/cluster-vars.yaml", "  namespace: flux-system\n", "")
			},
			want: "metadata.namespace is missing in the build",
		},
		"encrypted Secret without decryption": {
			change: func(f map[string]string) {
				f["infrastructure/secret.yaml"] = encryptedSecret
			},
			want: "FF603",
		},
		"Secret in the clear": {
			change: func(f map[string]string) {
				f["infrastructure/secret.yaml"] = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n  namespace: infra\nstringData:\n  k: v\n"
			},
			want: "stringData.k of a Secret is not encrypted",
		},
		"unknown field in a HelmRelease": {
			change: func(f map[string]string) {
				replace(f, "apps/base/release.yaml", "  interval: 12h", "  interval: 12h\n  intervall: 12h")
			},
			want: `unknown field "spec.intervall"`,
		},
		"CEL rule of a HelmRelease": {
			change: func(f map[string]string) {
				f["apps/base/release.yaml"] += "  chart:\n    spec:\n      chart: podinfo\n      sourceRef: {kind: HelmRepository, name: podinfo}\n"
			},
			want: "either chart or chartRef must be set",
		},
		"pattern of a duration": {
			change: func(f map[string]string) { replace(f, "apps/base/release.yaml", "interval: 12h", "interval: 1d") },
			want:   "spec.interval",
		},
		"version that is not served": {
			change: func(f map[string]string) {
				replace(f, "apps/base/release.yaml", "fluxcd.io/v2\n", "fluxcd.io/v2beta2\n")
			},
			want: "version v2beta2 of HelmRelease is not served",
		},
		"unknown field of a built-in kind": {
			change: func(f map[string]string) { f["infrastructure/namespace.yaml"] += "specs: {}\n" },
			want:   "additional properties 'specs' not allowed",
		},
		"unknown kind": {
			change: func(f map[string]string) {
				f["infrastructure/x.yaml"] = "apiVersion: example.org/v1\nkind: Thing\nmetadata:\n  name: x\n  namespace: infra\n"
			},
			want: "there is no schema for Thing of example.org/v1",
		},
		"duplicate key": {
			change: func(f map[string]string) { f["apps/base/namespace.yaml"] += "kind: Namespace\n" },
			want:   `"kind" already set in map`,
		},
		"unknown field of a kustomization.yaml": {
			change: func(f map[string]string) { f["apps/base/kustomization.yaml"] += "resource: []\n" },
			want:   `unknown field "resource"`,
		},
		"deprecated field of a kustomization.yaml": {
			change: func(f map[string]string) { f["apps/base/kustomization.yaml"] += "commonLabels: {a: b}\n" },
			want:   "'commonLabels' is deprecated",
		},
		"bad name": {
			change: func(f map[string]string) { replace(f, "infrastructure/namespace.yaml", "name: infra", "name: In_fra") },
			want:   "metadata.name",
		},
		"bad label": {
			change: func(f map[string]string) { f["infrastructure/namespace.yaml"] += "  labels: {team: a b}\n" },
			want:   "metadata.labels",
		},
		"lockdown: reference across namespaces": {
			change: func(f map[string]string) {
				replace(f, "apps/base/release.yaml", "kind: OCIRepository\n", "kind: OCIRepository\n    namespace: other\n")
			},
			fleet: func(f *fleet) { f.Lockdown = true },
			want:  "FF506 HelmRelease.helm.toolkit.fluxcd.io podinfo/podinfo",
		},
		"lockdown: no account": {
			fleet: func(f *fleet) { f.Lockdown = true },
			want:  "FF505 Kustomization.kustomize.toolkit.fluxcd.io flux-system/apps: has no spec.serviceAccountName",
		},
		"account that does not exist": {
			change: func(f map[string]string) {
				replace(f, "apps/base/release.yaml", "  interval: 12h", "  interval: 12h\n  serviceAccountName: team")
			},
			want: "FF505 HelmRelease.helm.toolkit.fluxcd.io podinfo/podinfo: names ServiceAccount podinfo/team",
		},
		"bootstrap patch without a target": {
			change: func(f map[string]string) {
				name := "clusters/staging/flux-system/kustomization.yaml"
				f[name] += "  - patch: |\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata: {name: x, namespace: flux-system}\n"
			},
			want: "build Kustomization.kustomize.toolkit.fluxcd.io flux-system/flux-system",
		},
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			files := soundFleet()
			if test.change != nil {
				test.change(files)
			}
			_, lines := complaintsOf(t, files, test.fleet)
			if !strings.Contains(strings.Join(lines, "\n"), test.want) {
				t.Errorf("expected %q among:\n%s", test.want, strings.Join(lines, "\n"))
			}
		})
	}
}

const encryptedSecret = `apiVersion: v1
kind: Secret
metadata:
  name: token
  namespace: infra
stringData:
  token: ENC[AES256_GCM,data:AA==,iv:AA==,tag:AA==,type:str]
sops:
  lastmodified: "2026-01-01T00:00:00Z"
  mac: ENC[AES256_GCM,data:AA==,iv:AA==,tag:AA==,type:str]
  version: 3.13.3
`

func replace(files map[string]string, name, old, new string) {
	if !strings.Contains(files[name], old) {
		panic(name + " does not contain " + old)
	}
	files[name] = strings.Replace(files[name], old, new, 1)
}

func TestEncryptedSecretWithDecryption(t *testing.T) {
	files := soundFleet()
	files["infrastructure/secret.yaml"] = encryptedSecret
	replace(files, "clusters/staging/infrastructure.yaml", "  prune: true",
		"  prune: true\n  decryption: {provider: sops, secretRef: {name: sops-age}}")
	if _, lines := complaintsOf(t, files, nil); len(lines) > 0 {
		t.Errorf("unexpected: %s", strings.Join(lines, "\n"))
	}
}

func TestSubstituteDisabled(t *testing.T) {
	files := soundFleet()
	replace(files, "apps/staging/values.yaml", "  namespace: podinfo",
		"  namespace: podinfo\n  annotations: {kustomize.toolkit.fluxcd.io/substitute: disabled}")
	replace(files, "apps/staging/values.yaml", "${CLUSTER_NAME}", "${DS_PROMETHEUS}")
	report, lines := complaintsOf(t, files, nil)
	if len(lines) > 0 {
		t.Fatalf("unexpected: %s", strings.Join(lines, "\n"))
	}
	release := built(t, report, "HelmRelease", "podinfo")
	if got := text(release, "spec", "values", "message"); got != "hello from ${DS_PROMETHEUS}" {
		t.Errorf("substituted all the same: %q", got)
	}
}

// Without a variable nothing is substituted, so `${...}` stays as it is; with strategy Always defaults apply.
func TestSubstitutionNeedsVariables(t *testing.T) {
	for postBuild, want := range map[string]string{
		"":                                    "hello from ${X:=you}",
		"  postBuild: {substitute: {A: b}}\n": "hello from you",
		"  postBuild: {substituteStrategy: Always}\n":                                        "hello from you",
		"  postBuild: {substituteFrom: [{kind: ConfigMap, name: absent, optional: true}]}\n": "hello from ${X:=you}",
	} {
		files := soundFleet()
		before, _, _ := strings.Cut(files["clusters/staging/apps.yaml"], "  postBuild:")
		files["clusters/staging/apps.yaml"] = before + postBuild
		replace(files, "apps/staging/values.yaml", "${CLUSTER_NAME}", "${X:=you}")
		report, lines := complaintsOf(t, files, nil)
		if len(lines) > 0 {
			t.Fatalf("unexpected: %s", strings.Join(lines, "\n"))
		}
		release := built(t, report, "HelmRelease", "podinfo")
		if got := text(release, "spec", "values", "message"); got != want {
			t.Errorf("with %q: %q, expected %q", postBuild, got, want)
		}
	}
}

func TestExternalAndMappedSources(t *testing.T) {
	files := soundFleet()
	files["clusters/staging/team.yaml"] = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: team
  namespace: flux-system
spec:
  interval: 5m
  url: https://example.org/team.git
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: team
  namespace: flux-system
spec:
  interval: 5m
  prune: true
  path: ./deploy
  sourceRef:
    kind: GitRepository
    name: team
`
	report, lines := complaintsOf(t, files, nil)
	if len(lines) > 0 || len(report.Clusters[0].External) != 1 {
		t.Errorf("expected one external Kustomization: %v %v", report.Clusters[0].External, lines)
	}

	team := writeFleet(t, map[string]string{
		"deploy/namespace.yaml": "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: team\n",
	})
	report, lines = complaintsOf(t, files, func(f *fleet) {
		f.Sources = map[string]string{"GitRepository/flux-system/team": team}
	})
	if len(lines) > 0 || len(report.Clusters[0].External) != 0 {
		t.Errorf("expected the mapped source to be built: %v %v", report.Clusters[0].External, lines)
	}
	built(t, report, "Namespace", "team")

	// A repository that is here is of no use to a cluster without the source that fetches it.
	files["clusters/staging/team.yaml"] = strings.Replace(files["clusters/staging/team.yaml"], "name: team", "name: other", 1)
	_, lines = complaintsOf(t, files, func(f *fleet) {
		f.Sources = map[string]string{"GitRepository/flux-system/team": team}
	})
	if len(lines) != 1 || !strings.Contains(lines[0], "names GitRepository flux-system/team, which no build brings") {
		t.Errorf("expected the missing source to be named: %v", lines)
	}
}

func TestArtifactGenerator(t *testing.T) {
	files := soundFleet()
	files["clusters/staging/artifacts.yaml"] = `apiVersion: source.extensions.fluxcd.io/v1beta1
kind: ArtifactGenerator
metadata:
  name: flux-system
  namespace: flux-system
spec:
  sources:
    - alias: monorepo
      kind: GitRepository
      name: flux-system
  artifacts:
    - name: apps
      copy:
        - from: "@monorepo/apps/base/**"
          to: "@artifact/base/"
        - from: "@monorepo/apps/staging/**"
          to: "@artifact/staging/"
`
	replace(files, "clusters/staging/apps.yaml", "kind: GitRepository\n    name: flux-system", "kind: ExternalArtifact\n    name: apps")
	replace(files, "clusters/staging/apps.yaml", "./apps/staging", "./staging")
	if _, lines := complaintsOf(t, files, nil); len(lines) > 0 {
		t.Fatalf("unexpected: %s", strings.Join(lines, "\n"))
	}

	replace(files, "clusters/staging/artifacts.yaml", "apps/base/**", "apps/basis/**")
	_, lines := complaintsOf(t, files, nil)
	if !strings.Contains(strings.Join(lines, "\n"), "no file matches") {
		t.Errorf("expected the empty copy to be found: %s", strings.Join(lines, "\n"))
	}
}

// Building must leave the artifact as it was: one path is another's base.
func TestBuildLeavesNoTrace(t *testing.T) {
	root := writeFleet(t, soundFleet())
	before := snapshot(t, root)
	for _, path := range []string{"./apps/base", "./apps/staging", "./infrastructure", "./clusters/staging"} {
		kustomization := map[string]any{
			"metadata": map[string]any{"name": "x", "namespace": "flux-system"},
			"spec": map[string]any{"path": path, "targetNamespace": "elsewhere", "commonMetadata": map[string]any{
				"labels": map[string]any{"team": "a"}}},
		}
		objects, err := buildAsFlux(root, kustomization, newVariables())
		if err != nil {
			t.Fatal(err)
		}
		for _, object := range objects {
			if text(object, "metadata", "labels", "team") != "a" {
				t.Errorf("commonMetadata is missing on %s", identityOf(object))
			}
		}
	}
	after := snapshot(t, root)
	if before != after {
		t.Errorf("files changed:\n%s\n---\n%s", before, after)
	}
}

func snapshot(t *testing.T, root string) string {
	t.Helper()
	var content strings.Builder
	err := filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		content.WriteString(path + "\n" + string(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return content.String()
}

func TestAdmissionPolicies(t *testing.T) {
	policy := func(resource, expression string) map[string]any {
		return map[string]any{
			"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicy",
			"metadata": map[string]any{"name": "deny"},
			"spec": map[string]any{
				"paramKind": map[string]any{"apiVersion": "v1", "kind": "ConfigMap"},
				"matchConstraints": map[string]any{"resourceRules": []any{map[string]any{
					"apiGroups": []any{"kustomize.toolkit.fluxcd.io", ""}, "apiVersions": []any{"*"},
					"operations": []any{"CREATE"}, "resources": []any{resource},
				}}},
				"variables":   []any{map[string]any{"name": "tenant", "expression": "object.metadata.namespace"}},
				"validations": []any{map[string]any{"expression": expression}},
			},
		}
	}
	judge := testValidator(t)
	for _, test := range []struct{ resource, expression, want string }{
		{"kustomizations", "!has(object.spec.kubeConfig) && variables.tenant != ''", ""},
		{"kustomizations", "!has(object.spec.kubeconfig)", "undefined field 'kubeconfig'"},
		{"kustomizations", "variables.team != ''", "undefined field 'team'"},
		{"kustomizations", "object.metadata.labels.exists(k, k == 'a') && params.data.x == 'y'", ""},
		{"kustomizations", "object.spec.path ==", "Syntax error"},
		{"pods", "object.spec.serviceAccountName != 'flux'", ""},
		{"pods", "object.spec.serviceAccountNames != 'flux'", "undefined field 'serviceAccountNames'"},
	} {
		found, err := judge.check(policy(test.resource, test.expression))
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(found, "; ")
		if (test.want == "") != (got == "") || !strings.Contains(got, test.want) {
			t.Errorf("%s %q: %q, expected %q", test.resource, test.expression, got, test.want)
		}
	}
}

func TestExtraSchemaLocation(t *testing.T) {
	folder := writeFleet(t, map[string]string{
		"example.org/thing_v1.json": `{"type": "object", "additionalProperties": false, "properties": {
			"apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": {"type": "object"},
			"spec": {"type": ["object", "null"], "additionalProperties": false,
				"properties": {"min": {"type": "integer"}, "max": {"type": "integer"}},
				"x-kubernetes-validations": [{"rule": "self.min <= self.max", "message": "min is above max"}]}}}`,
	})
	judge := newValidator(testValidator(t).catalog, []string{folder}, nil)
	thing := func(spec map[string]any) map[string]any {
		return map[string]any{
			"apiVersion": "example.org/v1", "kind": "Thing", "metadata": map[string]any{"name": "x", "namespace": "y"}, "spec": spec,
		}
	}
	for want, spec := range map[string]map[string]any{
		"":                  {"min": int64(1), "max": int64(2)},
		"min is above max":  {"min": int64(3), "max": int64(2)},
		"'mix' not allowed": {"mix": int64(3)},
	} {
		found, err := judge.check(thing(spec))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(found, "; "); (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%v: %q, expected %q", spec, got, want)
		}
	}
}
