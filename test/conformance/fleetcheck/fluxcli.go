package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/fluxcd/pkg/envsubst"
	"sigs.k8s.io/yaml"
)

// runEnvsubst does what `flux envsubst` does: variables of the environment, line by line. Like that, it has
// written the lines before the one that it fails at.
func runEnvsubst(arguments []string, in io.Reader, out io.Writer) (bool, error) {
	flags := flag.NewFlagSet("envsubst", flag.ContinueOnError)
	strict := flags.Bool("strict", false, "fail where a variable without a default value is not set")
	if err := flags.Parse(arguments); err != nil {
		return false, err
	}
	if flags.NArg() > 0 {
		return false, fmt.Errorf("unknown command %q for \"flux envsubst\"", flags.Arg(0))
	}
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		line, err := envsubst.EvalEnv(lines.Text(), *strict)
		if err != nil {
			fmt.Fprintf(os.Stderr, "✗ %s\n", err)
			return true, nil
		}
		fmt.Fprintln(out, line)
	}
	return false, nil
}

// schemaConfig is what a generated repository writes into .fluxschema.yml.
type schemaConfig struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Validate   struct {
		SchemaLocations    []string `json:"schemaLocation"`
		SkipMissingSchemas bool     `json:"skipMissingSchemas"`
		SkipJSONPaths      []string `json:"skipJSONPath"`
		SkipFiles          []string `json:"skipFile"`
	} `json:"validate"`
}

// runSchemaValidate does what `flux-schema validate --config FILE [paths]` does, and says it in the same words: each
// object against its schema and CEL rules, as it is written, whatever it may become on a cluster. Fields of Secrets
// that SOPS encrypted are left out.
func runSchemaValidate(arguments []string, in io.Reader, out io.Writer) (bool, error) {
	flags := flag.NewFlagSet("flux-schema", flag.ContinueOnError)
	crds := flags.String("crds", ".tools/crds.json", "schema catalog")
	file := flags.String("config", "", "configuration")
	var schemas list
	flags.Var(&schemas, "schema-location", "folder with more JSON Schemas")
	if err := flags.Parse(arguments); err != nil {
		return false, err
	}
	data, err := os.ReadFile(*file)
	if err != nil {
		return false, err
	}
	var config schemaConfig
	if err := yaml.UnmarshalStrict(data, &config); err != nil {
		return false, fmt.Errorf("parse %s: %w", *file, err)
	}
	if config.APIVersion != "schema.plugin.fluxcd.io/v1beta1" || config.Kind != "Config" {
		return false, fmt.Errorf("config %s: unsupported apiVersion %q or kind %q", *file, config.APIVersion, config.Kind)
	}
	known, err := loadCatalog(*crds)
	if err != nil {
		return false, err
	}
	judge := newValidator(known, schemas, nil)
	judge.onlySchemas = true
	report := &schemaReport{out: out, judge: judge, config: config}
	if flags.NArg() == 0 {
		text, err := io.ReadAll(in)
		if err != nil {
			return false, err
		}
		err = report.judgeText("stdin", text)
		return report.finish("parsing stdin"), err
	}
	for _, path := range flags.Args() {
		if err := report.judgePath(path); err != nil {
			return false, err
		}
	}
	return report.finish(fmt.Sprintf("in %d file(s)", report.files)), nil
}

type schemaReport struct {
	out            io.Writer
	judge          *validator
	config         schemaConfig
	files          int
	valid, invalid int
}

func (r *schemaReport) judgePath(root string) error {
	return filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		// What is named is read; of a folder, YAML that is not to be skipped.
		if path != root {
			for _, pattern := range r.config.Validate.SkipFiles {
				if skip, _ := filepath.Match(pattern, entry.Name()); skip && entry.IsDir() {
					return filepath.SkipDir
				} else if skip {
					return nil
				}
			}
			if !entry.IsDir() && !isYAML(path) {
				return nil
			}
		}
		if entry.IsDir() {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return r.judgeText(path, text)
	})
}

func (r *schemaReport) judgeText(source string, text []byte) error {
	r.files++
	for _, next := range splitDocuments(text) {
		identifier, reason := "/", "yaml parse error"
		var problems []string
		if next.err != nil {
			problems = []string{next.err.Error()}
		} else {
			identifier, reason = fluxIdentifier(next.object), "schema violation"
			found, err := r.judge.check(next.object)
			if err != nil {
				return err
			}
			problems = found
		}
		if len(problems) == 0 {
			r.valid++
			continue
		}
		r.invalid++
		fmt.Fprintf(r.out, "%s - %s is invalid: %s\n", source, identifier, reason)
		for _, problem := range problems {
			fmt.Fprintf(r.out, "  - %s\n", strings.ReplaceAll(problem, "\n", " "))
		}
	}
	return nil
}

// finish prints the last line and says whether something was wrong.
func (r *schemaReport) finish(where string) bool {
	fmt.Fprintf(r.out, "Summary: %d resources found %s - Valid: %d, Invalid: %d, Skipped: 0\n",
		r.valid+r.invalid, where, r.valid, r.invalid)
	return r.invalid > 0
}

func fluxIdentifier(object map[string]any) string {
	id := identityOf(object)
	if id.Namespace != "" {
		return id.Kind + "/" + id.Namespace + "/" + id.Name
	}
	return id.Kind + "/" + id.Name
}
