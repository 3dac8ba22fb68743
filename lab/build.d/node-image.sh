# shellcheck shell=bash
# The root file system of rig A's node, as a tar for `docker import`: Debian with a container runtime. Kubernetes, etcd and
# the node's own scripts are mounted into it, so that it changes only with this recipe.

NODE_PACKAGES=bash,ca-certificates,containerd,containernetworking-plugins,iproute2,jq,kmod,mount,openssl,procps,runc

node_image_path() { echo "$(cache_path node-image trixie "$LAB/build.d/node-image.sh").tar"; }

build_node_image() {
  progress "installing Debian trixie with containerd into a tar"
  nice mmdebstrap --quiet --variant=minbase --include="$NODE_PACKAGES" \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' --format=tar trixie "$1"
}
