# shellcheck shell=bash
# Kubernetes, etcd and helm, each from its Go modules by the go.mod and go.sum in lab/go. Go's own caches are kept
# beside the results, so a change of version rebuilds only what it touches.

module_version() {
  awk -v module="$2" '$1 == module && $2 ~ /^v/ {print $2} $1 == "require" && $2 == module {print $3}' "$LAB/go/$1/go.mod"
}

kubernetes_path() { go_path kubernetes k8s.io/kubernetes; }
etcd_path() { go_path etcd go.etcd.io/etcd/server/v3; }
helm_path() { go_path helm helm.sh/helm/v3; }
go_path() {
  cache_path "$1" "$(module_version "$1" "$2")" "$LAB/go/$1/go.mod" "$LAB/go/$1/go.sum" "$LAB/build.d/go-modules.sh"
}

# go_build FOLDER OUTPUT PACKAGE [LINKER_FLAGS]
go_build() {
  progress "compiling ${2##*/}"
  (
    cd "$LAB/go/$1" || exit
    export GOTOOLCHAIN=auto GOPATH=$CACHE/go GOCACHE=$CACHE/go/build CGO_ENABLED=0
    export GOFLAGS='-buildvcs=false -mod=readonly -trimpath'
    nice go build -ldflags "-s -w ${4:-}" -o "$2" "$3"
  )
}

build_kubernetes() {
  local version=k8s.io/component-base/version stamp git name
  git=$(module_version kubernetes k8s.io/kubernetes)
  stamp="-X $version.gitVersion=$git -X $version.gitMajor=1 -X $version.gitMinor=$(cut -d. -f2 <<< "$git")"
  mkdir "$1"
  for name in kube-apiserver kube-controller-manager kube-scheduler kube-proxy kubelet kubectl; do
    go_build kubernetes "$1/$name" "k8s.io/kubernetes/cmd/$name" "$stamp -X $version.gitTreeState=clean"
  done
}

build_etcd() {
  mkdir "$1"
  go_build etcd "$1/etcd" go.etcd.io/etcd/server/v3
}

# Without a cluster to ask, helm takes the minor version of its client-go for Kubernetes' own.
build_helm() {
  local capabilities=helm.sh/helm/v3/pkg minor name stamp
  minor=$(module_version helm k8s.io/client-go | cut -d. -f2)
  stamp="-X helm.sh/helm/v3/internal/version.version=$(module_version helm helm.sh/helm/v3)"
  for name in lint/rules chartutil; do
    stamp+=" -X $capabilities/$name.k8sVersionMajor=1 -X $capabilities/$name.k8sVersionMinor=$minor"
  done
  mkdir "$1"
  go_build helm "$1/helm" helm.sh/helm/v3/cmd/helm "$stamp"
}
