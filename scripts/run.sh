#!/usr/bin/env bash
# Runs a TypeScript program; every script in scripts/ and scripts/ci/ calls it.
# usage: run.sh ENTRY [arguments]
# ENTRY is a path below scripts/ without .ts: local/commands/demo, or ci/commands/deploy.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
entry=$1
shift

fail() {
    echo "$(basename "$entry"): $*" >&2
    exit 1
}

[[ ${CANARY_DELIVERY_HOME:-/} == /* ]] || fail "CANARY_DELIVERY_HOME must be an absolute path, got $CANARY_DELIVERY_HOME"
command -v node >/dev/null || fail "needs Node.js 20.19 or newer; install it and run this again"
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    fail "needs Node.js 20.19 or newer, found $(node --version)"

# A help installs and compiles nothing.
help=false
for argument in "$@"; do
    if [[ $argument == --help || $argument == -h ]]; then
        help=true
    fi
done
if $help && [[ ! -e $root/node_modules/ts-node ]]; then
    name=${entry/#*commands\//}
    [[ $entry == ci/* ]] && name=ci/$name
    echo "Usage: scripts/$name [arguments]"
    echo
    echo "The arguments are explained once the npm packages are installed: npm ci --ignore-scripts, and this again."
    echo "Every other start of a script installs them itself."
    exit 0
fi

# npm writes this file last: if it is missing or older than the lockfile, the packages are not those of the lockfile.
# A linked folder belongs to another checkout: npm would empty it.
installed="$root/node_modules/.package-lock.json"
outdated() { [[ ! -L $root/node_modules && (! -e $installed || $root/package-lock.json -nt $installed) ]]; }
if ! $help && outdated; then
    (
        flock 9
        if outdated; then
            echo "installing the npm packages of package-lock.json ..." >&2
            (cd "$root" && npm ci --ignore-scripts --no-progress --loglevel=error >&2) || fail "npm ci failed in $root"
            touch "$installed"
        fi
    ) 9<"$root/package-lock.json"
fi

# Pulumi runs the compiled packages; the compiler writes its build information last, even if nothing changed.
for package in components policies; do
    folder="$root/$package"
    stale() { [[ ! -e $folder/dist/.tsbuildinfo || -n $(find "$folder/src" "$folder/tsconfig.json" -newer "$folder/dist/.tsbuildinfo" -print -quit) ]]; }
    if ! $help && stale; then
        (
            flock 9
            if stale; then
                echo "compiling $package ..." >&2
                "$root/node_modules/.bin/tsc" -p "$folder" >&2 || fail "the package in $package does not compile"
                touch "$folder/dist/.tsbuildinfo"
            fi
        ) 9<"$folder/package.json"
    fi
done

export TS_NODE_PROJECT="$root/tsconfig.json" TS_NODE_TRANSPILE_ONLY=1
exec node --conditions=@canary-delivery/source --require "$root/node_modules/ts-node/register/transpile-only.js" "$root/scripts/$entry.ts" "$@"
