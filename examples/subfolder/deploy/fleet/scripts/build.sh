#!/usr/bin/env bash

# Builds what each cluster gets from this repository: kustomize build and variables, as Flux does it.
#
#   git ls-files -z | scripts/build.sh FOLDER
#
# Reads the names of the files that Flux fetches and writes what each Kustomization applies to
# FOLDER/<cluster>/<namespace>/<name>.yaml. Built before and after a change and compared with
# diff -r, that is what the change does. scripts/validate.sh checks it against the schemas.
#
# Exits 1 and names the file when a cluster would fail: a path that is not there, a dependency on
# nothing, a variable that nobody sets, a folder that does not build, an object that two
# Kustomizations apply; and when nothing reaches a file.
#
# The values of secret variables are not known here: SECRET(NAME) stands for one.
# Needs flux, and kustomize or kubectl. Works with bash 3.2 (macOS) and later.

set -o errexit -o nounset -o pipefail

if [ $# -ne 1 ] || [ "$1" = --help ] || [ "$1" = -h ]; then
  sed -n '3,17s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
  exit 2
fi

mkdir -p "$1"
out=$(cd "$1" && pwd -P)
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# kustomize takes no absolute paths: from a folder of ours up to / and down again.
work=$(cd "$work" && pwd -P)
here=$(printf '%s' "$work/x" | sed 's|/[^/]*|../|g')
here=${here%/}$(pwd -P)

flux=$(command -v flux)
if command -v kustomize >/dev/null 2>&1; then
  build=(kustomize build)
else
  build=(kubectl kustomize)
fi

# Between fields of a line. Unlike with tabs, read keeps an empty field.
fs=$(printf '\037')

found=0
problem() {
  printf 'ERROR %s\n' "$1" >&2
  found=1
}

tr '\0' '\n' | sed 's|^\./||' >"$work/files"

# --- reading YAML ------------------------------------------------------------------------------

# kustomize writes all YAML in one way: a line for each entry, no flow style, no anchors. So what it
# has written can be read line by line. Prints document, path and value of each scalar.
cat >"$work/flatten.awk" <<'AWK'
BEGIN { OFS = "\037"; document = 1 }
function decoded(text) {
  if (text ~ /^'.*'$/) {
    text = substr(text, 2, length(text) - 2)
    gsub(/''/, "'", text)
  } else if (text ~ /^".*"$/) {
    text = substr(text, 2, length(text) - 2)
    gsub(/\\n/, "\036", text)
    gsub(/\\t/, "\t", text)
    gsub(/\\"/, "\"", text)
    gsub(/\\\\/, "\\", text)
  }
  return text
}
# How long the key is that a line begins with, with its colon.
function key_length(text) {
  if (text ~ /^"/) return match(text, /^"([^"\\]|\\.)*":( |$)/) ? index(text, "\":") + 1 : 0
  if (text ~ /^'/) return match(text, /^'[^']*':( |$)/) ? index(text, "':") + 1 : 0
  if (index(text, ": ")) return index(text, ": ")
  return text ~ /:$/ ? length(text) : 0
}
function finish() {
  if (pending) print document, at, (block ? value : decoded(value))
  pending = block = 0
}
function enter(indent, label, is_item) {
  at = (depth ? path[depth] : "") label
  column[++depth] = indent
  item[depth] = is_item
  path[depth] = at
}
function begin(indent, text) {
  if (text == "") return
  pending = 1; start = indent; value = text
  if (text ~ /^[|>][-+0-9]*$/) { block = 1; value = "" }
}
$0 == "---" { finish(); document++; depth = 0; next }
{
  match($0, /^ */)
  indent = RLENGTH
  text = substr($0, indent + 1)
  if (block && (text == "" || indent > start)) { value = value (value == "" ? "" : "\036") text; next }
  if (text == "") next
  # A long scalar goes on in the next line.
  if (pending && !block && indent > start) {
    if (value ~ /^"/ && sub(/\\$/, "", value)) sub(/^\\/, "", text)
    else value = value " "
    value = value text
    next
  }
  finish()
  while (text ~ /^-( |$)/) {
    while (depth && (column[depth] > indent || (column[depth] == indent && item[depth]))) depth--
    list = document (depth ? path[depth] : "")
    enter(indent, "[" (count[list]++) "]", 1)
    text = substr(text, 3)
    indent += 2
  }
  size = key_length(text)
  if (!size) { begin(indent - 2, text); next }
  while (depth && column[depth] >= indent) depth--
  enter(indent, "." decoded(substr(text, 1, size - 1)), 0)
  begin(indent, substr(text, size + 2))
}
END { finish() }
AWK

# Of each object: document, whether others may apply it too, where it was read, its identity.
cat >"$work/objects.awk" <<'AWK'
function finish() {
  if (kind != "") print document, shared, from, group "\037" kind "\037" namespace "\037" name
  kind = group = namespace = name = from = ""; shared = 0
}
BEGIN { FS = OFS = "\037" }
$1 != document { finish(); document = $1 }
$2 == ".apiVersion" { group = $3; if (!sub(/\/.*/, "", group)) group = "" }
$2 == ".kind" { kind = $3 }
$2 == ".metadata.name" { name = $3 }
$2 == ".metadata.namespace" { namespace = $3 }
$2 == ".metadata.annotations.config.kubernetes.io/origin" {
  split($3, lines, "\036")
  from = lines[1]
  sub(/^[a-zA-Z]*: /, "", from)
}
$2 == ".metadata.annotations.kustomize.toolkit.fluxcd.io/ssa" && $3 ~ /^(IfNotPresent|Ignore|Merge)$/ { shared = 1 }
END { finish() }
AWK

# Of each Flux Kustomization what decides how it is built.
cat >"$work/kustomizations.awk" <<'AWK'
function finish() {
  if (group == "kustomize.toolkit.fluxcd.io" && kind == "Kustomization")
    print document, from, namespace, name, path, (outside ? "elsewhere" : source["kind"]), \
      (source["namespace"] == "" ? namespace : source["namespace"]), source["name"], post, always, remote, references
  kind = group = namespace = name = from = path = post = always = remote = references = outside = ""
  split("", source); split("", reference)
}
BEGIN { FS = OFS = "\037" }
$1 != document { finish(); document = $1 }
$2 == ".apiVersion" { group = $3; sub(/\/.*/, "", group) }
$2 == ".kind" { kind = $3 }
$2 == ".metadata.name" { name = $3 }
$2 == ".metadata.namespace" { namespace = $3 }
$2 == ".metadata.annotations.config.kubernetes.io/origin" {
  split($3, lines, "\036")
  from = lines[1]
  sub(/^[a-zA-Z]*: /, "", from)
}
$2 == ".spec.path" { path = $3; gsub(/^(\.?\/)+|\/+$/, "", path); if (path == ".") path = "" }
# Paths begin at the top of the repository. What lies beside this folder is not of this fleet.
$2 == ".spec.path" {
  outside = index(path "/", "deploy/fleet/") != 1
  path = substr(path, length("deploy/fleet/") + 1)
}
$2 ~ /^\.spec\.sourceRef\./ { source[substr($2, 17)] = $3 }
$2 ~ /^\.spec\.kubeConfig\./ { remote = remote $3 }
$2 ~ /^\.spec\.postBuild\./ || $2 == ".spec.postBuild" { post = "yes" }
$2 == ".spec.postBuild.substituteStrategy" && $3 == "Always" { always = "yes" }
# kind, name and optional come in this order.
$2 ~ /^\.spec\.postBuild\.substituteFrom\[[0-9]+\]\.kind$/ { references = references (references == "" ? "" : " ") $3 }
$2 ~ /^\.spec\.postBuild\.substituteFrom\[[0-9]+\]\.name$/ { references = references "/" $3 }
$2 ~ /^\.spec\.postBuild\.substituteFrom\[[0-9]+\]\.optional$/ && $3 == "true" { references = references "/optional" }
END { finish() }
AWK

# The settings of a Flux Kustomization that are kustomize's own, as a kustomization.yaml has them.
cat >"$work/settings.awk" <<'AWK'
$0 == "---" { current++; section = ""; next }
current + 1 != document { next }
/^[a-z]/ { inside = ($0 == "spec:"); section = ""; next }
inside && /^  [a-zA-Z]/ {
  section = $1
  sub(/:.*/, "", section)
  taken = section ~ /^(components|images|namePrefix|nameSuffix|patches|targetNamespace)$/
  if (taken) { sub(/targetNamespace:/, "namespace:"); print substr($0, 3) }
  next
}
inside && taken {
  line = substr($0, 3)
  if (section == "components" && line ~ /^- /) line = "- " folder "/" substr(line, 3)
  print line
}
AWK

flatten() { awk -f "$work/flatten.awk"; }

# --- building ----------------------------------------------------------------------------------

# The files below a folder that are applied as they are, and the folders that have a
# kustomization.yaml of their own: what kustomize-controller puts into one where there is none.
resources_of() {
  awk -v folder="$1" '
    function parent(path) { return path ~ /\// ? substr(path, 1, length(path) - length(last(path)) - 1) : "" }
    function last(path) { sub(/.*\//, "", path); return path }
    folder != "" && index($0, folder "/") != 1 { next }
    { files[++n] = $0 }
    last($0) ~ /^(kustomization\.ya?ml|Kustomization)$/ { own[parent($0)] = 1 }
    END {
      for (i = 1; i <= n; i++) {
        top = ""
        for (up = parent(files[i]); up != "" && up != folder; up = parent(up)) if (up in own) top = up
        if (top != "") { if (!(top in done)) print top; done[top] = 1 }
        else if (files[i] ~ /\.ya?ml$/) print files[i]
      }
    }' "$work/files"
}

has_file() { grep -qxF "$1" "$work/files"; }

kustomization_in() {
  local name
  for name in kustomization.yaml kustomization.yml Kustomization; do
    if has_file "${1:+$1/}$name"; then
      printf '%s' "${1:+$1/}$name"
      return 0
    fi
  done
  return 1
}

# Builds a folder with the settings in $work/settings into a file. Fails where kustomize fails;
# what was tried before is not tried, or told, again.
build_folder() {
  local folder=$1 target=$2 cached
  cached="$work/built/$(printf '%s' "$folder" | tr '/' '%')."
  if ! [ -s "$work/settings" ] && [ -f "${cached}yaml" ]; then
    cat "${cached}yaml" >"$target"
    return 0
  elif [ -f "${cached}failed" ]; then
    return 1
  fi
  rm -rf "$work/x" && mkdir -p "$work/x" "$work/built"
  {
    echo 'buildMetadata: [originAnnotations]'
    echo 'resources:'
    if kustomization_in "$folder" >/dev/null; then
      printf -- '- %s\n' "$here${folder:+/$folder}"
    else
      resources_of "$folder" | sed "s|^|- $here/|"
    fi
    cat "$work/settings"
  } >"$work/x/kustomization.yaml"
  # As Flux builds: a kustomization may use files from anywhere in the repository.
  if ! "${build[@]}" --load-restrictor=LoadRestrictionsNone "$work/x" >"$work/x/built" 2>"$work/x/error"; then
    [ -s "$work/settings" ] || : >"${cached}failed"
    sed "s|$here/||g" "$work/x/error" >&2
    return 1
  fi
  sed "s|^\(      [a-zA-Z]*: \)$here/|\1|" "$work/x/built" >"$target"
  [ -s "$work/settings" ] || cat "$target" >"${cached}yaml"
}

# --- variables ---------------------------------------------------------------------------------

# What ConfigMaps and Secrets hold, as `kind/namespace/name, key, value`; a line without key for each.
# What cluster-vars says that a Secret holds is known without that Secret, which may not be here yet.
cat >"$work/sources.awk" <<'AWK'
function finish() {
  if (api == "v1" && (kind == "ConfigMap" || kind == "Secret")) {
    print kind "/" namespace "/" name, "", ""
    for (i = 1; i <= n; i++)
      print kind "/" namespace "/" name, keys[i], (kind == "Secret" ? "SECRET(" keys[i] ")" : values[i])
  }
  api = kind = namespace = name = ""; n = 0
}
BEGIN { FS = OFS = "\037" }
$1 != document { finish(); document = $1 }
$2 == ".apiVersion" { api = $3 }
$2 == ".kind" { kind = $3 }
$2 == ".metadata.name" { name = $3 }
$2 == ".metadata.namespace" { namespace = $3 }
$2 == ".metadata.annotations.secret-variables" {
  size = split($3, promised, /[ ,]+/)
  for (i = 1; i <= size; i++) print "promised", promised[i], ""
}
$2 ~ /^\.(data|stringData)\../ {
  # Flux takes line breaks out.
  gsub("\036", "", $3)
  keys[++n] = substr($2, index($2, "ata.") + 4); values[n] = $3
}
END { finish() }
AWK

# The variables of a Kustomization as NAME=value: those of its ConfigMaps and Secrets in the order in
# which they are named, then its own. A line `?` says that one is made on the cluster, with whatever.
cat >"$work/variables.awk" <<'AWK'
BEGIN { FS = "\037"; wanted = split(references, list, " ") }
function set(name, value) {
  if (!(name in values)) names[++n] = name
  values[name] = value
}
FNR == NR {
  if ($1 == "promised") promised[$2] = "SECRET(" $2 ")"
  else if ($2 == "") there[$1] = 1
  else held[$1, ++size[$1]] = $2 "=" $3
  next
}
$1 == document && $2 ~ /^\.spec\.postBuild\.substitute\../ { gsub("\036", "", $3); own[substr($2, 28)] = $3 }
END {
  for (i = 1; i <= wanted; i++) {
    split(list[i], part, "/")
    from = part[1] "/" namespace "/" part[2]
    if (!(from in there) && part[3] == "") print "?"
    if (!(from in there) && part[1] == "Secret") for (name in promised) set(name, promised[name])
    for (j = 1; j <= size[from]; j++)
      set(substr(held[from, j], 1, index(held[from, j], "=") - 1), substr(held[from, j], index(held[from, j], "=") + 1))
  }
  for (name in own) set(name, own[name])
  for (i = 1; i <= n; i++) print names[i] "=" values[names[i]]
}
AWK

# Which lines of a build Flux substitutes: those with a $, but not of objects that say no.
cat >"$work/substituted.awk" <<'AWK'
FNR == 1 { pass++; document = 1; section = "" }
$0 == "---" { document++; next }
/^[^ -]/ { section = $1 }
pass == 1 && section == "metadata:" && /^    kustomize\.toolkit\.fluxcd\.io\/substitute: disabled$/ { off[document] }
pass == 2 && index($0, "$") && !(document in off) { print FNR }
AWK

# The file that the object in a line of a build comes from.
origin_of() {
  local document
  document=$(awk -v line="$2" 'BEGIN { n = 1 } FNR > line { exit } $0 == "---" { n++ } END { print n }' "$1")
  flatten <"$1" | awk -f "$work/objects.awk" | sed -n "${document}p" | cut -d "$fs" -f 3
}

# Substitutes the variables of the array `variables` in a build, as Flux does, and writes the result.
# Takes * where variables may be missing, and what to call the build in a problem. Fails where Flux
# can't parse what is there.
substitute() {
  local source=$1 target=$2 assumed=$3 where=$4 line name message
  awk -f "$work/substituted.awk" "$source" "$source" >"$work/numbers"
  if ! [ -s "$work/numbers" ]; then
    cat "$source" >"$target"
    return 0
  fi
  awk 'NR == FNR { wanted[$1]; next } FNR in wanted' "$work/numbers" "$source" >"$work/lines"
  # Without the variables of this shell. flux ends at the first line that it can't substitute.
  until env -i ${variables[@]+"${variables[@]}"} "$flux" envsubst --strict \
    <"$work/lines" >"$work/done" 2>"$work/error"; do
    line=$(($(wc -l <"$work/done") + 1))
    line=$(sed -n "${line}p" "$work/numbers")
    name=$(sed -n 's/.*variable not set[^"]*"\([^"]*\)".*/\1/p' "$work/error")
    if [ -z "$name" ]; then
      message=$(sed -n '1s/^✗ //p' "$work/error")
      [ -z "$where" ] ||
        problem "$(origin_of "$source" "$line"): $(sed -n "${line}s/^[ -]*//p" "$source"): ${message:-flux envsubst failed} ($where); text that is no variable begins with \$\$"
      return 1
    fi
    [ "$assumed" = '*' ] ||
      problem "$(origin_of "$source" "$line"): nothing sets the variable $name ($where)"
    variables+=("$name=SECRET($name)")
  done
  awk '
    FNR == 1 { file++ }
    file == 1 { number[FNR] = $1; next }
    file == 2 { text[number[FNR]] = $0; next }
    { print (FNR in text ? text[FNR] : $0) }' "$work/numbers" "$work/done" "$source" >"$target"
}

# Fills the array `variables` for a Kustomization. Takes its rows, document, namespace, references and
# file; sets `assumed` to * where variables may come from what is not in the repository.
find_variables() {
  local line name
  variables=()
  assumed=''
  awk -v document="$2" -v namespace="$3" -v references="$4" -f "$work/variables.awk" \
    "$work/sources" "$1" >"$work/variables"
  while IFS= read -r line; do
    name=${line%%=*}
    case "$name" in
      \?) assumed='*' ;;
      '' | [0-9]* | *[!_A-Za-z0-9]*) problem "$5: $name is no name that Flux takes for a variable" ;;
      *) variables+=("$line") ;;
    esac
  done <"$work/variables"
}

# --- clusters ----------------------------------------------------------------------------------

# Whether an ExternalArtifact holds a path of this repository: prints yes, `lacks` where only others were
# copied, or no where it is made of something else, or paths are other ones in it.
cat >"$work/artifact.awk" <<'AWK'
function finish() {
  if (kind == "ArtifactGenerator" && space == namespace && wanted != "" && own) {
    answer = "lacks"
    for (i in from)
      if (index(i, wanted) == 1) {
        if (from[i] != to[i]) moved = 1
        if (to[i] == "" || index(path "/", to[i]) == 1) answer = "yes"
      }
    if (moved) answer = "no"
  }
  kind = space = wanted = ""; own = 1
  split("", from); split("", to)
}
function without(text, mark) {
  sub(mark, "", text)
  sub(/\*\*$/, "", text)
  sub(/\/*$/, "/", text)
  return text == "/" ? "" : text
}
BEGIN { FS = "\037"; answer = "no"; own = 1 }
$1 != document || FNR == 1 { finish(); document = $1 }
$2 == ".kind" { kind = $3 }
$2 == ".metadata.namespace" { space = $3 }
$2 ~ /^\.spec\.sources\[[0-9]+\]\.name$/ && $3 != "flux-system" { own = 0 }
$2 ~ /^\.spec\.artifacts\[[0-9]+\]\.name$/ && $3 == name { wanted = substr($2, 1, length($2) - 4) "copy" }
$2 ~ /\.copy\[[0-9]+\]\.from$/ { from[substr($2, 1, length($2) - 5)] = without($3, "^@[^/]*/deploy/fleet/") }
$2 ~ /\.copy\[[0-9]+\]\.to$/ { to[substr($2, 1, length($2) - 3)] = without($3, "^@artifact/deploy/fleet/") }
END { finish(); print answer }
AWK

# Whether the source of a Kustomization is this repository: yes, no or lacks.
source_here() {
  case "$1/$2/$3" in
    GitRepository/flux-system/flux-system | OCIRepository/flux-system/flux-system) echo yes ;;
    ExternalArtifact/*) awk -v namespace="$2" -v name="$3" -v path="$4" -f "$work/artifact.awk" "$work"/unit/*.rows ;;
    *) echo no ;;
  esac
}

# Builds what a Kustomization reads as the next unit of the cluster. Takes the fields that
# kustomizations.awk prints, and the unit that the Kustomization itself is in.
add_unit() {
  local parent=$1 document=$2 from=$3 namespace=$4 name=$5 path=$6 kind=$7 space=$8 source=$9
  shift 9
  if grep -qxF "$namespace/$name" "$work/seen"; then
    return 0
  fi
  echo "$namespace/$name" >>"$work/seen"
  case "$(source_here "$kind" "$space" "$source" "$path")" in
    no)
      echo "$namespace/$name" >>"$work/elsewhere"
      return 0
      ;;
    lacks)
      problem "$from: Kustomization $name: the artifact $source has no copy of ${path:-.}"
      return 0
      ;;
  esac
  if ! grep -q "^$(printf '%s' "${path:+$path/}" | sed 's/[][\.*^$]/\\&/g')" "$work/files"; then
    problem "$from: Kustomization $name: there is no $path in this repository, or .sourceignore leaves it out"
    return 0
  fi
  echo "$path" >>"$work/roots"
  awk -v document="$document" -v folder="$here/${path:+$path/}" -f "$work/settings.awk" \
    "$work/unit/$parent.yaml" >"$work/settings"
  if ! build_folder "$path" "$work/unit/$units.raw"; then
    if ! grep -qxF "$path" "$work/broken"; then
      problem "$(kustomization_in "$path" || echo "$path"): does not build (Kustomization $name of $cluster)"
      echo "$path" >>"$work/broken"
    fi
    rm -f "$work/unit/$units.raw"
    return 0
  fi
  # What follows the first fields: substitute, always, remote, references.
  printf "%s$fs" "$parent" "$document" "$from" "$namespace" "$name" "$@" >"$work/unit/$units.meta"
  flatten <"$work/unit/$units.raw" | awk -f "$work/sources.awk" >>"$work/sources"
  units=$((units + 1))
}

# Substitutes a unit and writes it.
finish_unit() {
  local unit=$1 parent document from namespace name substituted always remote references target
  IFS=$fs read -r parent document from namespace name substituted always remote references <"$work/unit/$unit.meta" || true
  references=${references%"$fs"}
  if [ "$substituted" = yes ]; then
    find_variables "$work/unit/$parent.rows" "$document" "$namespace" "$references" "$from"
    if [ ${#variables[@]} -eq 0 ] && [ -z "$always$assumed" ]; then
      substituted=''
    elif ! substitute "$work/unit/$unit.raw" "$work/unit/$unit.yaml" "$assumed" "Kustomization $name of $cluster"; then
      substituted=''
    fi
  fi
  [ "$substituted" = yes ] || cat "$work/unit/$unit.raw" >"$work/unit/$unit.yaml"
  write_unit "$unit" "$cluster/$namespace/$name" "$remote"
}

# Writes what is built of a unit, and which file each object comes from.
write_unit() {
  local unit=$1 label=$2 remote=$3
  flatten <"$work/unit/$unit.yaml" >"$work/unit/$unit.rows"
  awk -v label="$label" -v remote="$remote" -v OFS="$fs" '{ print label, remote, $0 }' \
    <(awk -f "$work/objects.awk" "$work/unit/$unit.rows") >>"$work/objects"
  [ -s "$work/unit/$unit.yaml" ] || return 0
  awk -F "$fs" -v OFS="$fs" -v label="$label" '{ print label, $5 "/" ($6 == "" ? "" : $6 "/") $7, $3 }' \
    <(awk -f "$work/objects.awk" "$work/unit/$unit.rows") >>"$out/files"
  mkdir -p "$out/${label%/*}"
  cat "$work/unit/$unit.yaml" >"$out/$label.yaml"
}

build_cluster() {
  local cluster=$1 units=1 listed=0 first parent fields
  rm -rf "$work/unit" && mkdir -p "$work/unit"
  : >"$work/seen"
  : >"$work/sources"
  : >"$work/objects"
  : >"$work/elsewhere"
  : >"$work/settings"
  echo "clusters/$cluster" >>"$work/roots"
  if ! build_folder "clusters/$cluster" "$work/unit/0.raw"; then
    problem "clusters/$cluster: does not build"
    return 0
  fi
  # What flux bootstrap or a FluxInstance makes for the cluster's own folder.
  echo flux-system/flux-system >>"$work/seen"
  flatten <"$work/unit/0.raw" | awk -f "$work/sources.awk" >>"$work/sources"
  cat "$work/unit/0.raw" >"$work/unit/0.yaml"
  write_unit 0 "$cluster/flux-system/flux-system" ''
  # Kustomizations bring Kustomizations.
  while [ "$listed" -lt "$units" ]; do
    first=$units
    for ((parent = listed; parent < first; parent++)); do
      awk -f "$work/kustomizations.awk" "$work/unit/$parent.rows" >"$work/list"
      while IFS=$fs read -r -a fields; do
        add_unit "$parent" "${fields[@]}"
      done <"$work/list"
    done
    listed=$first
    for ((parent = first; parent < units; parent++)); do
      finish_unit "$parent"
    done
  done
  check_objects "$cluster"
  check_dependencies "clusters/$cluster"
}

# No object is applied twice: the Kustomizations would take it from each other.
check_objects() {
  awk -v FS="$fs" -v cluster="$1" '
    { key = $2 "\037" $6 "\037" $7 "\037" $8 "\037" $9
      split($1, part, "/"); by = part[3] }
    $4 { next }
    key in unit && unit[key] != $1 {
      print file[key] ": " $7 " " ($8 == "" ? "" : $8 "/") $9 " is applied by two Kustomizations of " cluster ", " \
        name[key] " and " by " (" $5 ")"
      next
    }
    { unit[key] = $1; name[key] = by; file[key] = $5 }' "$work/objects" >"$work/found"
  problems_from "$work/found"
}

problems_from() {
  local line
  while IFS= read -r line; do
    problem "$line"
  done <"$1"
}

# What Kustomizations and HelmReleases wait for is there. What another repository brings is not known.
check_dependencies() {
  awk -v FS="$fs" -v place="$1" -v elsewhere="$(wc -l <"$work/elsewhere")" '
    function finish() {
      if (group ~ /^(kustomize|helm)\.toolkit\.fluxcd\.io\// && (kind == "Kustomization" || kind == "HelmRelease")) {
        there[kind "/" space "/" name]
        for (i in on) {
          wanted[++n] = kind "/" (i in in_space ? in_space[i] : space) "/" on[i]
          says[n] = from ": " kind " " name
          guest[n] = kind == "HelmRelease" || (i in in_space && in_space[i] != space)
        }
      }
      group = kind = space = name = from = ""; split("", on); split("", in_space)
    }
    $1 != document || FNR == 1 { finish(); document = $1 }
    $2 == ".apiVersion" { group = $3 }
    $2 == ".kind" { kind = $3 }
    $2 == ".metadata.name" { name = $3 }
    $2 == ".metadata.namespace" { space = $3 }
    $2 == ".metadata.annotations.config.kubernetes.io/origin" {
      split($3, lines, "\036"); from = lines[1]; sub(/^[a-zA-Z]*: /, "", from)
    }
    $2 ~ /^\.spec\.dependsOn\[[0-9]+\]\.name$/ { match($2, /\[[0-9]+\]/); on[substr($2, RSTART, RLENGTH)] = $3 }
    $2 ~ /^\.spec\.dependsOn\[[0-9]+\]\.namespace$/ { match($2, /\[[0-9]+\]/); in_space[substr($2, RSTART, RLENGTH)] = $3 }
    END {
      finish()
      for (i = 1; i <= n; i++)
        if (!(wanted[i] in there) && !(guest[i] && elsewhere)) {
          split(wanted[i], part, "/")
          print says[i] " waits for " part[1] " " part[3] ", which " place " does not have"
        }
    }' "$work"/unit/*.rows >"$work/found"
  problems_from "$work/found"
}

# --- files that no cluster reaches -------------------------------------------------------------

# Follows the folders in $work/roots through the files that each kustomization.yaml names. Prints
# `apply, folder` for the overlays that are left, such as those of an environment without a cluster,
# and `lost, file, kustomization.yaml` for files that nothing leads to.
cat >"$work/reach.awk" <<'AWK'
function parent(path) { return sub(/\/[^\/]*$/, "", path) ? path : "" }
function base(path) { sub(/.*\//, "", path); return path }
function below(folder, name) { return folder == "" ? name : folder "/" name }
# A path without . and .. in it.
function plain(path,   n, part, i, top, kept) {
  n = split(path, part, "/")
  top = 0
  for (i = 1; i <= n; i++) {
    if (part[i] == "" || part[i] == ".") continue
    if (part[i] == "..") { if (top) top--; continue }
    kept[++top] = part[i]
  }
  path = ""
  for (i = 1; i <= top; i++) path = below(path, kept[i])
  return path
}
# The nearest folder with a kustomization.yaml, from a folder upwards; "-" if there is none.
function owner(folder) {
  while (!(folder in kustomization)) {
    if (folder == "") return "-"
    folder = parent(folder)
  }
  return folder
}
# The same, but the farthest one below a folder.
function top_owner(folder, from,   found) {
  found = "-"
  for (; folder != from && folder != ""; folder = parent(folder)) if (folder in kustomization) found = folder
  return found
}
function reach(folder,   i, top) {
  if (folder in reached) return
  reached[folder]
  if (folder in kustomization) {
    seen[kustomization[folder]]
    for (i = 1; i <= names[folder]; i++) {
      if (name[folder, i] in file) seen[name[folder, i]]
      else if (name[folder, i] in kustomization) reach(name[folder, i])
    }
    return
  }
  for (i = 1; i <= files; i++)
    if (folder == "" || index(list[i], folder "/") == 1) {
      top = top_owner(parent(list[i]), folder)
      if (top == "-") seen[list[i]]
      else reach(top)
    }
}
# Any word that is a path from here counts, whatever its key: nothing is called lost that is used.
function read_names(folder,   line, words, word, i, path) {
  while ((getline line < kustomization[folder]) > 0) {
    sub(/\r$/, "", line)
    sub(/(^|[ \t])#.*/, "", line)
    words = split(line, word, /[][ \t"',{}=]+/)
    for (i = 1; i <= words; i++) {
      if (word[i] == "" || word[i] ~ /:$/ || index(word[i], "://")) continue
      path = plain(below(folder, word[i]))
      name[folder, ++names[folder]] = path
      if (path != folder) named[path]
    }
  }
  close(kustomization[folder])
}
FILENAME == all {
  file[$0]
  list[++files] = $0
  if (base($0) ~ /^(kustomization\.ya?ml|Kustomization)$/) {
    folders[++n] = parent($0)
    kustomization[parent($0)] = $0
  }
  if (base($0) == "Chart.yaml") chart[parent($0)]
  next
}
{ root[++roots] = $0 }
END {
  for (i = 1; i <= n; i++) read_names(folders[i])
  for (i = 1; i <= roots; i++) reach(root[i])
  for (i = 1; i <= n; i++) {
    folder = folders[i]
    if (folder in reached || folder in named || folder ~ /(^|\/)base(\/|$)/) continue
    # In another repository, a cluster may have a Kustomization for a folder inside of an overlay.
    if (roots && folder != "" && owner(parent(folder)) != "-") continue
    print "apply", folder, ""
    reach(folder)
  }
  for (i = 1; i <= files; i++) {
    path = list[i]
    if (path in seen || path !~ /\.ya?ml$/) continue
    above = owner(parent(path))
    # Without clusters nobody knows what is applied as it is.
    if (above == "-" && !roots) continue
    # Of a folder that nothing leads to, one line is enough.
    if (above != "-" && !(above in reached) && kustomization[above] != path) continue
    inside = 0
    for (up = parent(path); up != ""; up = parent(up)) if (up in chart) inside = 1
    if (!inside) print "lost", path, (above in reached ? kustomization[above] : "")
  }
}
AWK

check_reach() {
  local what path by
  awk -v OFS="$fs" -v all="$work/files" -f "$work/reach.awk" "$work/files" "$work/roots" >"$work/reach"
  rm -rf "$work/unit" && mkdir -p "$work/unit"
  while IFS=$fs read -r what path by; do
    case "$what" in
      apply) build_unclaimed "$path" ;;
      lost) problem "$path: nothing applies this file${by:+; $by does not name it}" ;;
    esac
  done <"$work/reach"
}

# Builds an overlay that no cluster of this repository has: its variables are known elsewhere.
build_unclaimed() {
  local path=$1 unit variables=()
  unit=$(wc -l <"$work/unclaimed")
  unit=$((unit))
  echo "$path" >>"$work/unclaimed"
  : >"$work/settings"
  if ! build_folder "$path" "$work/unit/$unit.raw"; then
    problem "$(kustomization_in "$path"): does not build"
    return 0
  fi
  cat "$work/unit/$unit.raw" >"$work/unit/$unit.yaml"
  case "$path" in
    # Nothing is substituted in CRDs.
    infrastructure/crds/*) ;;
    *) substitute "$work/unit/$unit.raw" "$work/unit/$unit.yaml" '*' "$path" || true ;;
  esac
  write_unit "$unit" "-/${path:-.}" ''
}

: >"$work/roots"
: >"$work/broken"
: >"$work/unclaimed"
: >"$out/files"
sed -n 's|^clusters/\([^/]*\)/.*|\1|p' "$work/files" | sort -u >"$work/clusters"
while IFS= read -r cluster; do
  build_cluster "$cluster"
done <"$work/clusters"
: >"$work/objects"
check_reach
if ! [ -s "$work/clusters" ]; then
  : >"$work/elsewhere"
  [ -s "$work/unclaimed" ] && check_dependencies 'this repository'
fi

exit "$found"
