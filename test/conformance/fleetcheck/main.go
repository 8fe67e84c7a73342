// Command fleetcheck judges rendered Flux repositories with the code that Flux and Kubernetes themselves run:
// it builds what kustomize-controller would build and validates it as the API server would. JSON goes to stdout.
//
// Exit codes: 0 nothing found, 1 something found, 2 wrong use or something missing.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"sigs.k8s.io/yaml"
)

const usage = `fleetcheck build --root DIR --path PATH [--kustomization FILE [--name NAME]] [--vars FILE ...]
fleetcheck cluster [--cluster clusters/NAME | --all] [--validate] [--objects] [--source KEY=DIR ...] ROOT...
fleetcheck cluster --input FILE|-        (JSON: {"fleets": [{"root": ...}], "crds": ..., ...})
fleetcheck validate [--crds FILE] [--schema-location DIR ...] [--skip-kind GROUP/KIND ...] [--stdin] PATH...
fleetcheck envsubst [--strict]           (as flux envsubst, see fluxcli.go)
fleetcheck schema --config FILE [--crds FILE] [--schema-location DIR ...] [PATH ...]   (as flux-schema validate)
fleetcheck admit                         (JSON of policies and requests on stdin, see admit.go)
fleetcheck read                          (JSON list of YAML texts on stdin, see readings.go)
fleetcheck index --out FILE              (JSON list of modules on stdin)
`

func main() {
	found, err := run(os.Args[1:], os.Stdin, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "fleetcheck:", err)
		os.Exit(2)
	}
	if found {
		os.Exit(1)
	}
}

// run gives true when it found something wrong in what it was to check.
func run(arguments []string, in io.Reader, out io.Writer) (bool, error) {
	if len(arguments) == 0 {
		return false, fmt.Errorf("which command?\n%s", usage)
	}
	command, rest := arguments[0], arguments[1:]
	switch command {
	case "build":
		return runBuild(rest, out)
	case "cluster":
		return runCluster(rest, in, out)
	case "validate":
		return runValidate(rest, in, out)
	case "envsubst":
		return runEnvsubst(rest, in, out)
	case "schema":
		return runSchemaValidate(rest, in, out)
	case "admit":
		return runAdmit(rest, in, out)
	case "read":
		return runRead(in, out)
	case "index":
		flags := flag.NewFlagSet("index", flag.ContinueOnError)
		file := flags.String("out", "", "where to write the catalog")
		if err := flags.Parse(rest); err != nil {
			return false, err
		}
		return false, indexCatalog(in, *file)
	}
	return false, fmt.Errorf("unknown command %q\n%s", command, usage)
}

// list is a flag that may be given several times.
type list []string

func (l *list) String() string     { return strings.Join(*l, ",") }
func (l *list) Set(v string) error { *l = append(*l, v); return nil }

func runBuild(arguments []string, out io.Writer) (bool, error) {
	flags := flag.NewFlagSet("build", flag.ContinueOnError)
	root := flags.String("root", ".", "repository")
	path := flags.String("path", "", "spec.path; by default that of the Kustomization")
	file := flags.String("kustomization", "", "file with the Flux Kustomization")
	name := flags.String("name", "", "name of the Kustomization in that file")
	var sources list
	flags.Var(&sources, "vars", "file with ConfigMaps for substituteFrom")
	if err := flags.Parse(arguments); err != nil {
		return false, err
	}
	kustomization := map[string]any{
		"apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization",
		"metadata": map[string]any{"name": fluxSource, "namespace": fluxNamespace}, "spec": map[string]any{},
	}
	vars := newVariables()
	for _, source := range append(sources, *file) {
		if source == "" {
			continue
		}
		data, err := os.ReadFile(source)
		if err != nil {
			return false, err
		}
		for _, next := range splitDocuments(data) {
			if next.err != nil {
				return false, fmt.Errorf("%s: %w", source, next.err)
			}
			vars.learn(next.object)
			id := identityOf(next.object)
			if source == *file && id.Group == kustomizeGroup && (*name == "" || id.Name == *name) {
				kustomization = next.object
			}
		}
	}
	if spec, ok := kustomization["spec"].(map[string]any); ok && *path != "" {
		spec["path"] = *path
	}
	workspace, err := os.MkdirTemp("", "fleetcheck-")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(workspace)
	if err := copyAsArtifact(*root, workspace, ""); err != nil {
		return false, err
	}
	objects, err := buildAsFlux(workspace, kustomization, vars)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return true, nil
	}
	for _, object := range objects {
		data, err := yaml.Marshal(object)
		if err != nil {
			return false, err
		}
		fmt.Fprintf(out, "---\n%s", data)
	}
	return false, nil
}

func printJSON(out io.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}
