#!/usr/bin/env bash

# Checks this repository the way Flux will read it. CI runs the same script.
#
#   scripts/validate.sh
#
# 1. No Secret in plain text and no private age key.
# 2. What each cluster gets can be built, with its variables, and lacks nothing (scripts/build.sh).
# 3. It matches the schemas and CEL rules, as the API server will judge it.
# 4. No API version that Flux 2.9 deprecates.
#
# Needs flux, its schema plugin, and kustomize or kubectl. Exits 1 when something is wrong and
# 2 when a tool is missing. Nothing is changed. Works with bash 3.2 (macOS) and later.

set -o errexit -o nounset -o pipefail

# The Flux minor release that this fleet is written for.
flux_minor='2.9'
config='.fluxschema.yml'

case "${1:-}" in
  '') ;;
  -h | --help)
    sed -n '3,13s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
    exit 0
    ;;
  *)
    printf 'usage: %s (it takes no arguments)\n' "$0" >&2
    exit 2
    ;;
esac

cd "$(dirname "${BASH_SOURCE[0]}")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

problems=0

step() { printf '== %s\n' "$1"; }

problem() {
  printf 'ERROR %s\n' "$1" >&2
  problems=$((problems + 1))
}

# Reports each line of a file as a problem.
problems_from() {
  local line
  while IFS= read -r line; do
    problem "${line#./}"
  done <"$1"
}

# --- tools -------------------------------------------------------------------------------------

schema=()

find_tools() {
  local missing=0 version major minor

  if ! command -v flux >/dev/null 2>&1; then
    echo "flux is missing: brew install fluxcd/tap/flux, or https://fluxcd.io/flux/installation/" >&2
    missing=1
  else
    version=$(flux --version 2>/dev/null | sed -n 's/^.*version v\{0,1\}\([0-9][0-9.]*\).*$/\1/p') || true
    major=${version%%.*}
    minor=${version#*.}
    minor=${minor%%.*}
    if [ "${major:-0}" -lt 2 ] ||
      { [ "$major" -eq 2 ] && [ "${minor:-0}" -lt "${flux_minor#*.}" ]; }; then
      echo "flux ${version:-of unknown version} is too old, $flux_minor or later is needed:" \
        "https://fluxcd.io/flux/installation/" >&2
      missing=1
    fi
  fi

  if command -v flux-schema >/dev/null 2>&1; then
    schema=(flux-schema)
  elif command -v flux >/dev/null 2>&1 && flux schema --help >/dev/null 2>&1; then
    schema=(flux schema)
  else
    echo "flux-schema is missing: flux plugin install schema" >&2
    missing=1
  fi

  if ! command -v kustomize >/dev/null 2>&1 && ! command -v kubectl >/dev/null 2>&1; then
    echo "kustomize is missing: brew install kustomize, or install kubectl, which brings it along" >&2
    missing=1
  fi

  [ "$missing" -eq 0 ] || exit 2
}

# --- files -------------------------------------------------------------------------------------

# Writes what Git tracks or would add to $work/all, one NUL-terminated ./path each. Without Git:
# everything on disk but private keys and Git's own folder.
list_files() {
  local path
  if ! git ls-files -z --cached --others --exclude-standard >"$work/listed" 2>/dev/null; then
    find . -type d \( -name .git -o -name .age \) -prune -o -type f -print0 >"$work/listed"
  fi
  while IFS= read -r -d '' path; do
    path="./${path#./}"
    # Tracked, but deleted from disk.
    if ! [ -f "$path" ]; then
      continue
    fi
    case "$path" in
      ./.flux-fleet/*) continue ;;
      ./.age/*)
        problem "${path#./}: private keys do not belong in Git; remove it with git rm --cached and replace the key"
        continue
        ;;
    esac
    printf '%s\0' "$path" >>"$work/all"
  done <"$work/listed"
  if ! [ -s "$work/all" ]; then
    echo "no files found in $PWD" >&2
    exit 1
  fi
}

# Whether a folder, or one above it, holds one of the named files.
below_any() {
  local folder=$1 name
  shift
  while :; do
    for name in "$@"; do
      [ -f "$folder/$name" ] && return 0
    done
    [ "$folder" = . ] && return 1
    folder=${folder%/*}
  done
}

# Whether clusters get this file: .sourceignore lists the folders that Flux fetches.
reaches_clusters() {
  local top=${1#./}
  case "$1" in */.*) return 1 ;; esac
  case "$top" in */*) top=${top%%/*} ;; *) return 1 ;; esac
  [ -z "$folders" ] && return 0
  case "
$folders
" in *"
$top
"*) return 0 ;; esac
  return 1
}

folders=''

# Sorts the files: $work/yaml for the search for Secrets, $work/fetched for what clusters get of this
# repository, $work/plain for what may be applied as it is. Charts are templates, so left to Helm.
sort_files() {
  local path
  if [ -f .sourceignore ]; then
    folders=$(tr -d '\r' <.sourceignore | sed -n 's|^!/\([^/*]*\)/\{0,1\}$|\1|p')
  fi
  : >"$work/yaml"
  : >"$work/fetched"
  : >"$work/plain"
  while IFS= read -r -d '' path; do
    if reaches_clusters "$path"; then
      printf '%s\0' "$path" >>"$work/fetched"
    fi
    if below_any "${path%/*}" Chart.yaml; then
      continue
    fi
    case "$path" in
      *.yaml | *.yml | */Kustomization)
        printf '%s\0' "$path" >>"$work/yaml"
        # Beside or below a kustomization.yaml lie its resources and patches: its build judges them.
        if reaches_clusters "$path" && ! [ -d clusters ] &&
          ! below_any "${path%/*}" kustomization.yaml kustomization.yml Kustomization; then
          printf '%s\0' "$path" >>"$work/plain"
        fi
        ;;
    esac
  done <"$work/all"
}

# --- 1. secrets --------------------------------------------------------------------------------

# Reads YAML line by line, document by document: enough to tell an encrypted Secret from an open
# one without a YAML parser. A value that is only a ${VARIABLE} is filled in by Flux.
write_secrets_awk() {
  cat >"$work/secrets.awk" <<'AWK'
function finish() {
  if (kind == "Secret" && open && !sops)
    printf "%s:%d: Secret in plain text; encrypt it with sops before it is committed\n", file, open
  else if (kind == "Secret" && open)
    printf "%s:%d: a value in this encrypted Secret is in plain text; change it with sops edit\n", file, open
  if (kind ~ /List$/ && inner && !sops)
    printf "%s:%d: Secret in a List; write it as a document of its own, encrypted with sops\n", file, inner
  kind = ""; open = 0; sops = 0; inner = 0; section = ""
}
function value(line) {
  sub(/^[^:]*:[ \t]*/, "", line)
  sub(/[ \t]+#.*$/, "", line)
  sub(/[ \t]+$/, "", line)
  return line
}
function bare(text) {
  gsub(/^["']|["']$/, "", text)
  return text
}
function is_open(text) {
  text = bare(text)
  if (text == "" || text == "null" || text == "~" || text == "{}") return 0
  if (text ~ /^[$][{][A-Za-z_][A-Za-z0-9_]*[}]$/) return 0
  return text !~ /^ENC\[/
}
FNR == 1 { finish(); file = FILENAME }
{ sub(/\r$/, "") }
/^---/ { finish(); next }
/^[ \t]*(#.*)?$/ { next }
/^["']?[A-Za-z]+["']?[ \t]*:/ {
  key = $0
  sub(/[ \t]*:.*$/, "", key)
  key = bare(key)
  section = key
  if (key == "kind") kind = bare(value($0))
  if (key == "sops") sops = 1
  if ((key == "data" || key == "stringData") && is_open(value($0)) && !open) open = FNR
  next
}
section == "data" || section == "stringData" {
  if (!open && is_open(index($0, ":") ? value($0) : $0)) open = FNR
}
/^[ \t-]+["']?kind["']?[ \t]*:[ \t]*["']?Secret["']?[ \t]*$/ { if (!inner) inner = FNR }
section == "secretGenerator" && /^[ \t-]+literals[ \t]*:/ && file ~ /[Kk]ustomization(\.ya?ml)?$/ {
  printf "%s:%d: secretGenerator with literals in plain text; use a Secret encrypted with sops\n", file, FNR
}
END { finish() }
AWK
}

check_secrets() {
  step 'No Secret in plain text'
  write_secrets_awk
  if [ -s "$work/yaml" ]; then
    xargs -0 awk -f "$work/secrets.awk" <"$work/yaml" >"$work/found"
    problems_from "$work/found"
  fi
  # The pattern is written so that it does not find itself.
  xargs -0 grep -IlE 'AGE-SECRET-KEY-(PQ-)?1[0-9A-Z]{20}' <"$work/all" |
    sed 's/$/: holds a private age key; remove it, also from the history of Git, and replace the key/' \
      >"$work/found" || true
  problems_from "$work/found"
}

# --- 2. and 3. what clusters get -----------------------------------------------------------------

build_clusters() {
  step 'What clusters get can be built, and lacks nothing'
  if bash scripts/build.sh "$work/builds" <"$work/fetched" 2>"$work/found"; then
    return 0
  fi
  cat "$work/found" >&2
  grep -c '^ERROR ' "$work/found" >"$work/count" ||
    problem 'scripts/build.sh failed'
  problems=$((problems + $(cat "$work/count")))
}

# How many lines the schemas have to say about a file.
violations() {
  "${schema[@]}" validate --config "$config" "$1" 2>&1 | grep -cv '^Summary:' || true
}

# Gives secret variables in a build, which are SECRET(NAME), values of the types that the schemas want.
fill_secrets() {
  local file=$1 name value best least count chosen=()
  cat "$file" >"$work/template"
  fill() { sed ${chosen[@]+"${chosen[@]}"} "$@" -e 's/SECRET([_A-Za-z0-9]*)/placeholder/g' "$work/template" >"$file"; }
  fill
  least=$(violations "$file")
  { grep -o 'SECRET([_A-Za-z0-9]*)' "$work/template" || true; } | sort -u >"$work/names"
  while IFS= read -r name; do
    [ "$least" -gt 0 ] || break
    best=placeholder
    for value in 1 true 1m https://placeholder.example.com; do
      fill -e "s|$name|$value|g"
      count=$(violations "$file")
      if [ "$count" -lt "$least" ]; then
        least=$count
        best=$value
      fi
    done
    chosen+=(-e "s|$name|$best|g")
  done <"$work/names"
  fill
}

# Names the file that an object comes from, and says what several clusters have in common once.
cat >"$work/schemas.awk" <<'AWK'
function finish(   text) {
  text = from ": " object " is invalid: " reason
  if (object != "" && !((text details) in said)) {
    said[text details]
    print "ERROR " text (label == "" ? "" : " (as " label " gets it)") details
  }
  object = details = ""
}
FILENAME == files { split($0, part, "\037"); origin[part[1], part[2]] = part[3]; next }
/^Summary:/ { next }
match($0, / - [^ ]+ is invalid: /) {
  finish()
  label = substr($0, 1, RSTART - 1)
  reason = substr($0, RSTART + RLENGTH)
  object = substr($0, RSTART + 3, RLENGTH - 16)
  if (index(label, folder "/") == 1) {
    label = substr(label, length(folder) + 2)
    sub(/\.yaml$/, "", label)
    from = (label, object) in origin ? origin[label, object] : label
    sub(/^-\//, "", label)
  } else {
    from = label
    sub(/^\.\//, "", from)
    label = ""
  }
  next
}
object != "" && /^  / { details = details "\n" $0; next }
{ finish(); print }
END { finish() }
AWK

check_schemas() {
  local file status=0
  step 'What clusters get matches the schemas'
  find "$work/builds" -name '*.yaml' -exec grep -l 'SECRET([_A-Za-z0-9]*)' {} + >"$work/secrets" || true
  while IFS= read -r file; do
    fill_secrets "$file"
  done <"$work/secrets"
  find "$work/builds" -name '*.yaml' -print0 >>"$work/plain"
  [ -s "$work/plain" ] || return 0
  xargs -0 "${schema[@]}" validate --config "$config" <"$work/plain" >"$work/report" 2>&1 || status=$?
  awk -v files="$work/builds/files" -v folder="$work/builds" -f "$work/schemas.awk" \
    "$work/builds/files" "$work/report" >"$work/found"
  [ "$status" -ne 0 ] || return 0
  cat "$work/found" >&2
  grep -c '^ERROR ' "$work/found" >"$work/count" || problem 'flux-schema failed'
  problems=$((problems + $(cat "$work/count")))
}

# --- 4. deprecated APIs ------------------------------------------------------------------------

check_deprecated() {
  step "No API version that Flux $flux_minor deprecates"
  if ! flux migrate -f . --version "$flux_minor" --dry-run >"$work/migrate" 2>&1; then
    cat "$work/migrate" >&2
    problem "flux migrate failed"
    return
  fi
  grep -q 'no custom resources found that require migration' "$work/migrate" && return
  # Lines such as: ✚ apps/base/x/release.yaml:1: HelmRelease v2beta2 -> v2
  if ! grep -q -e ' -> ' "$work/migrate"; then
    cat "$work/migrate" >&2
    problem 'flux migrate said something unexpected'
    return
  fi
  { grep -e ' -> ' "$work/migrate" | grep -vE '^[^[:alnum:]]*\.(flux-fleet|age)/' || true; } |
    sed -e 's/^[^[:alnum:]./]*//' -e 's/$/ (flux migrate -f . rewrites it)/' >"$work/found"
  problems_from "$work/found"
}

find_tools
list_files
sort_files
check_secrets
build_clusters
check_schemas
check_deprecated

if [ "$problems" -gt 0 ]; then
  printf '\n%d problem(s) found.\n' "$problems" >&2
  exit 1
fi
printf '\nAll checks passed.\n'
