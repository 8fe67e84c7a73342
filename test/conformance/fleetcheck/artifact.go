package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/fluxcd/pkg/sourceignore"
	"github.com/fluxcd/pkg/sourceignore/gitignore"
	"sigs.k8s.io/yaml"
)

// copyAsArtifact copies what source-controller would archive from a repository: `.sourceignore` files and
// `spec.ignore` decide; without any of them the default exclusions count; symbolic links are left out.
func copyAsArtifact(from, to, specIgnore string) error {
	from, err := filepath.Abs(from)
	if err != nil {
		return err
	}
	domain := strings.Split(from, string(filepath.Separator))
	patterns, err := sourceignore.LoadIgnorePatterns(from, domain)
	if err != nil {
		return err
	}
	if specIgnore != "" {
		patterns = append(patterns, sourceignore.ReadPatterns(strings.NewReader(specIgnore), domain)...)
	}
	return copyFiltered(from, to, artifactMatcher(patterns, domain))
}

// artifactMatcher: rules of one's own replace the default exclusions, only version control files stay excluded.
func artifactMatcher(patterns []gitignore.Pattern, domain []string) gitignore.Matcher {
	if len(patterns) == 0 {
		return sourceignore.NewDefaultMatcher(nil, domain)
	}
	return sourceignore.NewMatcher(append(sourceignore.VCSPatterns(domain), patterns...))
}

func copyFiltered(from, to string, matcher gitignore.Matcher) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == ".git" || entry.Name() == "node_modules") && path != from {
			return filepath.SkipDir
		}
		if !entry.IsDir() && !entry.Type().IsRegular() {
			return nil
		}
		if matcher.Match(strings.Split(path, string(filepath.Separator)), entry.IsDir()) {
			return nil
		}
		relative, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return os.MkdirAll(filepath.Join(to, relative), 0o755)
		}
		return copyFile(path, filepath.Join(to, relative))
	})
}

func copyFile(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o644)
}

// copyOperation is one entry of ArtifactGenerator.spec.artifacts[].copy.
type copyOperation struct {
	From     string   `json:"from"`
	To       string   `json:"to"`
	Exclude  []string `json:"exclude"`
	Strategy string   `json:"strategy"`
}

type outputArtifact struct {
	Name string          `json:"name"`
	Copy []copyOperation `json:"copy"`
}

// expandPathPattern makes the list of artifacts of a generator: as written, or, with `pathPattern`, once for every
// folder of the source that matches, with `{name}` filled in (lower case in names, as it is in paths).
func expandPathPattern(pattern string, artifacts []outputArtifact, sources map[string]string) ([]outputArtifact, error) {
	if pattern == "" {
		return artifacts, nil
	}
	alias, rest, ok := cutAlias(pattern)
	if !ok {
		return nil, fmt.Errorf("pathPattern %q is not of the form @alias/path", pattern)
	}
	root, ok := sources[alias]
	if !ok {
		return nil, fmt.Errorf("pathPattern %q names the unknown source %q", pattern, alias)
	}
	capture := regexp.MustCompile(`\\\{([A-Za-z_][A-Za-z0-9_]*)\\\}`)
	matcher, err := regexp.Compile("^" + capture.ReplaceAllString(regexp.QuoteMeta(rest), `(?P<$1>[^/]+)`) + "$")
	if err != nil {
		return nil, fmt.Errorf("pathPattern %q: %w", pattern, err)
	}
	var expanded []outputArtifact
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() || path == root {
			return err
		}
		relative, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		found := matcher.FindStringSubmatch(filepath.ToSlash(relative))
		if found == nil {
			return nil
		}
		var raw, lower []string
		for i, name := range matcher.SubexpNames() {
			if i > 0 {
				raw = append(raw, "{"+name+"}", found[i])
				lower = append(lower, "{"+name+"}", strings.ToLower(found[i]))
			}
		}
		for _, artifact := range artifacts {
			next := outputArtifact{Name: strings.NewReplacer(lower...).Replace(artifact.Name)}
			for _, operation := range artifact.Copy {
				operation.From = strings.NewReplacer(raw...).Replace(operation.From)
				operation.To = strings.NewReplacer(raw...).Replace(operation.To)
				next.Copy = append(next.Copy, operation)
			}
			expanded = append(expanded, next)
		}
		return nil
	})
	return expanded, err
}

// composeArtifact fills an empty folder with what source-watcher would put into an ExternalArtifact:
// the copies in order, later ones over earlier ones, then the default exclusions.
func composeArtifact(artifact outputArtifact, sources map[string]string, to string) error {
	staging, err := os.MkdirTemp(filepath.Dir(to), "staging-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(staging)
	for _, operation := range artifact.Copy {
		if err := applyCopy(operation, sources, staging); err != nil {
			return fmt.Errorf("copy from %q to %q: %w", operation.From, operation.To, err)
		}
	}
	domain := strings.Split(staging, string(filepath.Separator))
	return copyFiltered(staging, to, artifactMatcher(nil, domain))
}

func cutAlias(reference string) (alias, rest string, ok bool) {
	if !strings.HasPrefix(reference, "@") {
		return "", "", false
	}
	return strings.Cut(reference[1:], "/")
}

// applyCopy follows the rules of source-watcher: `dir/**` copies what is inside, another glob keeps the whole
// matched path, a folder named outright lands below the destination under its own name, like `cp -r`.
func applyCopy(operation copyOperation, sources map[string]string, staging string) error {
	alias, pattern, ok := cutAlias(operation.From)
	if !ok {
		return fmt.Errorf("the source is not of the form @alias/path")
	}
	source, ok := sources[alias]
	if !ok {
		return fmt.Errorf("there is no source with alias %q", alias)
	}
	destination, ok := strings.CutPrefix(operation.To, "@artifact/")
	if !ok {
		return fmt.Errorf("the destination does not start with @artifact/")
	}
	if operation.Strategy == "Extract" {
		return fmt.Errorf("the strategy Extract is not built by this check")
	}
	if !strings.ContainsAny(pattern, "*?[]") {
		return copyNamed(operation, source, filepath.Clean(pattern), staging, destination)
	}
	matches, err := fs.Glob(os.DirFS(source), pattern)
	if err != nil {
		return err
	}
	selected := 0
	for _, match := range matches {
		if match == "." || excluded(match, literalPrefix(pattern), operation.Exclude) {
			continue
		}
		selected++
		target := match
		if inside, ok := strings.CutSuffix(pattern, "/**"); ok {
			if relative, ok := strings.CutPrefix(match, inside+"/"); ok {
				target = relative
			}
		}
		err := copyTree(operation, source, match, filepath.Join(staging, destination, target), literalPrefix(pattern))
		if err != nil {
			return err
		}
	}
	if selected == 0 {
		return fmt.Errorf("no file matches, or all that match are excluded")
	}
	return nil
}

func copyNamed(operation copyOperation, source, path, staging, destination string) error {
	info, err := os.Stat(filepath.Join(source, path))
	if err != nil {
		return fmt.Errorf("%q does not exist in the source", path)
	}
	target := filepath.Join(staging, destination)
	if info.IsDir() {
		return copyTree(operation, source, path, filepath.Join(target, filepath.Base(path)), path)
	}
	if excluded(path, ".", operation.Exclude) {
		return nil
	}
	if existing, err := os.Stat(target); strings.HasSuffix(operation.To, "/") || (err == nil && existing.IsDir()) {
		target = filepath.Join(target, filepath.Base(path))
	}
	return copyTree(operation, source, path, target, ".")
}

func copyTree(operation copyOperation, source, path, target, base string) error {
	root := filepath.Join(source, path)
	return filepath.WalkDir(root, func(current string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		inSource, err := filepath.Rel(source, current)
		if err != nil {
			return err
		}
		if current != root && excluded(inSource, base, operation.Exclude) {
			if entry.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		inTree, err := filepath.Rel(root, current)
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return os.MkdirAll(filepath.Join(target, inTree), 0o755)
		}
		final := filepath.Join(target, inTree)
		if _, err := os.Stat(final); operation.Strategy == "Merge" && err == nil && current == root {
			return mergeYAMLFile(current, final)
		}
		return copyFile(current, final)
	})
}

// literalPrefix is the part of a glob before its first pattern segment.
func literalPrefix(pattern string) string {
	var prefix []string
	for _, part := range strings.Split(filepath.Clean(pattern), "/") {
		if strings.ContainsAny(part, "*?[]") {
			break
		}
		prefix = append(prefix, part)
	}
	return filepath.Join(append([]string{"."}, prefix...)...)
}

// excluded looks at the path from the source's root, at the path from the selected folder and, for patterns
// without a slash, at the file name.
func excluded(path, base string, patterns []string) bool {
	candidates := []string{path}
	if relative, err := filepath.Rel(base, path); err == nil && relative != "." && !strings.HasPrefix(relative, "..") {
		candidates = append(candidates, relative)
	}
	for _, pattern := range patterns {
		for _, candidate := range candidates {
			if doublestar.MatchUnvalidated(pattern, candidate) {
				return true
			}
		}
		if !strings.Contains(pattern, "/") && doublestar.MatchUnvalidated(pattern, filepath.Base(path)) {
			return true
		}
	}
	return false
}

// mergeYAMLFile lays one YAML file over another as Helm lays values: maps by key, all else replaced.
func mergeYAMLFile(overlay, into string) error {
	read := func(path string) (map[string]any, error) {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		merged := map[string]any{}
		for _, next := range splitDocuments(data) {
			if next.err != nil {
				return nil, next.err
			}
			merged = mergeMaps(merged, next.object)
		}
		return merged, nil
	}
	base, err := read(into)
	if err != nil {
		return err
	}
	over, err := read(overlay)
	if err != nil {
		return err
	}
	data, err := yaml.Marshal(mergeMaps(base, over))
	if err != nil {
		return err
	}
	return os.WriteFile(into, data, 0o644)
}

func mergeMaps(base, over map[string]any) map[string]any {
	result := map[string]any{}
	for key, value := range base {
		result[key] = value
	}
	for key, value := range over {
		above, isMap := value.(map[string]any)
		below, wasMap := result[key].(map[string]any)
		if isMap && wasMap {
			value = mergeMaps(below, above)
		}
		result[key] = value
	}
	return result
}
