# shellcheck shell=bash
# Container images without an engine or a registry: docker-archive files of one layer each, the same bytes from the same
# recipe.
#  - base-image: what the project's own images stand on.
#  - lab-image: pause (each pod's first process), and a root whose /bin, /lib are links into /usr: a pod that mounts
#    the node's /usr has its programs.

lab_image_path() { cache_path lab-image 1 "$LAB/build.d/images.sh" "$LAB/build.d/pause.c"; }
base_image_path() { echo "$(cache_path base-image trixie "$LAB/build.d/images.sh").tar"; }

BASE_PACKAGES=base-files,dash,libc6,zlib1g,ca-certificates,util-linux,kmod

build_base_image() {
  local work=$1.work
  rm -rf "$work"
  mkdir -p "$work"
  progress "unpacking the base image's packages"
  SOURCE_DATE_EPOCH=0 nice mmdebstrap --quiet --variant=extract --include="$BASE_PACKAGES" \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    trixie "$work/layer.tar"
  docker_archive "$work" passthrough/base:trixie "$1"
}

build_lab_image() {
  local work=$1.work
  rm -rf "$work"
  mkdir -p "$work/root"/{usr,scratch,tmp}
  progress "making the pause image"
  gcc -Os -static -s -o "$work/root/pause" "$LAB/build.d/pause.c"
  ln -s usr/bin usr/sbin usr/lib usr/lib64 "$work/root/"
  tar -C "$work/root" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf "$work/layer.tar" .
  docker_archive "$work" passthrough/lab:1 "$1"
}

# docker_archive WORK TAG OUTPUT: wraps WORK/layer.tar and removes WORK.
docker_archive() {
  local work=$1 tag=$2 output=$3 layer config
  layer=$(sha256sum "$work/layer.tar" | cut -d' ' -f1)
  mkdir -p "$work/image"
  mv "$work/layer.tar" "$work/image/$layer.tar"
  jq -nc --arg layer "sha256:$layer" '{architecture: "amd64", os: "linux", created: "1970-01-01T00:00:00Z",
    config: {Env: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"], Cmd: ["/pause"]},
    rootfs: {type: "layers", diff_ids: [$layer]},
    history: [{created: "1970-01-01T00:00:00Z"}]}' > "$work/config.json"
  config=$(sha256sum "$work/config.json" | cut -d' ' -f1)
  mv "$work/config.json" "$work/image/$config.json"
  jq -nc --arg config "$config.json" --arg layer "$layer.tar" --arg tag "$tag" \
    '[{Config: $config, RepoTags: [$tag], Layers: [$layer]}]' > "$work/image/manifest.json"
  tar -C "$work/image" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf "$output" .
  rm -rf "$work"
}
