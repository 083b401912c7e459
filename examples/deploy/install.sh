#!/usr/bin/env bash
# install.sh: builds Reverie's programs and installs them with all that belongs to them, under PREFIX (default: /usr/local):
#   lib/reverie/        the programs, the page's files, a link to the weights
#   bin/                links to the programs, which find the rest by their own place
#   share/reverie/      the weights; your own models may lie beside them
#   share/...           completions for bash, zsh and fish, man pages
#   lib/systemd/system/ the units, none of them enabled
#
#   install.sh                   build (needs Swift and libsqlite3-dev libpng-dev zlib1g-dev) and install
#   install.sh --programs DIR    install programs that were built before, here or by cross-build.sh
#   install.sh --rollback        change places with the version that was installed before
#   install.sh --uninstall       remove what was installed; data under /var/lib stays
#
# DESTDIR is put before PREFIX, for packages. Programs and page are put in place by a rename: what runs goes on running.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
checkout=$(realpath "$here/../..")
prefix=${PREFIX:-/usr/local}
[[ $prefix == /* ]] || { echo "install.sh: PREFIX must be a whole path, not $prefix." >&2; exit 2; }
root=${DESTDIR:-}$prefix
lib=$root/lib/reverie
list=$root/share/reverie/installed
all=(reverie reverie-server reverie-gateway reverie-up reverie-bench)

rollback() {
    [ -d "$lib.previous" ] || { echo "install.sh: no earlier version lies in $lib.previous." >&2; exit 1; }
    mv "$lib" "$lib.next" && mv "$lib.previous" "$lib" && mv "$lib.next" "$lib.previous"
    echo "$lib is the earlier version again. Restart the services: systemctl restart 'reverie-*'"
}

uninstall() {
    [ -f "$list" ] || { echo "install.sh: nothing is installed in $root." >&2; exit 1; }
    while IFS= read -r path; do rm -f "$root/$path"; done < "$list"
    rm -rf "$lib" "$lib.previous" "$list"
    # Models of your own stay.
    find "$root/share/reverie" -depth -type d -empty -delete
}

build() {
    (cd "$checkout" && swift build -c release --static-swift-stdlib -Xlinker -s)
    programs=$(cd "$checkout" && swift build -c release --static-swift-stdlib --show-bin-path)
}

# put MODE FILE PATH: installs FILE as PATH below the prefix and writes that down.
put() {
    install -D -m "$1" "$2" "$root/$3"
    echo "$3" >> "$list.new"
}

install_all() {
    for program in "${all[@]}"; do
        [ -x "$programs/$program" ] || { echo "install.sh: there is no $program in $programs." >&2; exit 1; }
    done
    mkdir -p "$root/lib" "$root/bin" "$root/share/reverie"
    : > "$list.new"

    for folder in "$checkout"/weights/*/; do
        [ -f "$folder/model.json" ] || continue
        for file in "$folder"*; do put 644 "$file" "share/reverie/weights/$(basename "$folder")/$(basename "$file")"; done
    done

    rm -rf "$lib.new"
    install -d "$lib.new"
    for program in "${all[@]}"; do
        install -m 755 "$programs/$program" "$lib.new/$program"
        ln -sfn "../lib/reverie/$program" "$root/bin/$program"
        echo "bin/$program" >> "$list.new"
    done
    cp -R "$programs/reverie_Gateway.resources" "$lib.new"
    ln -s ../../share/reverie/weights "$lib.new/weights"
    if [ -d "$lib" ]; then
        rm -rf "$lib.previous"
        mv "$lib" "$lib.previous"
    fi
    mv "$lib.new" "$lib"

    local made
    made=$(mktemp)
    for program in "${all[@]}"; do
        "$lib/$program" --generate-completion-script bash > "$made"
        put 644 "$made" "share/bash-completion/completions/$program"
        "$lib/$program" --generate-completion-script zsh > "$made"
        put 644 "$made" "share/zsh/site-functions/_$program"
        "$lib/$program" --generate-completion-script fish > "$made"
        put 644 "$made" "share/fish/vendor_completions.d/$program.fish"
    done
    # The client makes the man pages of all programs, from their own help.
    rm -rf "$made"
    mkdir "$made"
    if "$lib/reverie" --experimental-dump-help | grep '"commandName" *: *"manual"' > /dev/null; then
        for program in "${all[@]}"; do
            "$lib/$program" --experimental-dump-help | "$lib/reverie" manual --describe - --folder "$made"
        done
        for page in "$made"/*.1; do put 644 "$page" "share/man/man1/$(basename "$page")"; done
    fi
    rm -rf "$made"
    for unit in "$here"/*.service; do
        sed "s#/usr/local/#$prefix/#g" "$unit" > "$made"
        put 644 "$made" "lib/systemd/system/$(basename "$unit")"
    done
    rm -f "$made"
    # What an earlier version had and this one has not.
    if [ -f "$list" ]; then
        grep -vxFf "$list.new" "$list" | while IFS= read -r path; do rm -f "$root/$path"; done || true
    fi
    mv "$list.new" "$list"
    echo "Installed in $root. The page: $prefix/bin/reverie-up; as a service: see $here/README.md"
}

case ${1:-} in
--rollback) rollback ;;
--uninstall) uninstall ;;
--programs)
    programs=$(realpath "${2:?install.sh: --programs needs a folder}")
    install_all
    ;;
"")
    build
    install_all
    ;;
*)
    sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac
