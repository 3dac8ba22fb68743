# shellcheck shell=bash
# A small read-only disk with everything in the guest that belongs to this run and not to its image: Kubernetes' programs,
# certificates, settings, keys, container images, the project's program, the lab's own scripts. The guest mounts it at /opt/lab.

make_payload() {
  local payload=$RUN/payload$MACHINE size
  mkdir -p "$payload"/{bin,etc,images,ssh}
  cp "$(kubernetes_path)"/{kubelet,kube-proxy} "$payload/bin/"
  cp "$(lab_image_path)" "$payload/images/lab.tar"
  cp -r "$LAB/in-guest" "$payload/"
  [[ ! -e $(mtty_path) ]] || cp "$(mtty_path)" "$payload/mtty.ko"
  # The project's, unless only a node is wanted.
  if [[ -d $RUN/product ]]; then
    cp "$RUN"/product/*.tar "$payload/images/"
    cp -a "$RUN/product/passthrough" "$RUN/product/host-tests.jar" "$payload/"
  fi
  payload_settings "$payload/etc"
  payload_keys "$payload/ssh"
  size=$(du -sm "$payload" | cut -f1)
  rm -f "$RUN/payload$MACHINE.raw"
  mke2fs -q -t ext4 -O ^has_journal -L payload -d "$payload" "$RUN/payload$MACHINE.raw" "$((size * 5 / 4 + 32))M"
  rm -rf "$payload"
}

payload_settings() {
  issue_node_certificates
  pki_kubeconfig "kubelet$MACHINE" "$(api_for_guest)" > "$1/kubelet.kubeconfig"
  pki_kubeconfig kube-proxy "$(api_for_guest)" > "$1/kube-proxy.kubeconfig"
  cp "$RUN/pki/ca.crt" "$1/"
  cp "$RUN/pki/kubelet-serving$MACHINE.crt" "$1/kubelet-serving.crt"
  cp "$RUN/pki/kubelet-serving$MACHINE.key" "$1/kubelet-serving.key"
  cat > "$1/kubelet.yaml" << YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
cgroupDriver: systemd
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: /opt/lab/etc/ca.crt}}
authorization: {mode: Webhook}
tlsCertFile: /opt/lab/etc/kubelet-serving.crt
tlsPrivateKeyFile: /opt/lab/etc/kubelet-serving.key
nodeStatusUpdateFrequency: 5s
imageGCHighThresholdPercent: 100
YAML
  cat > "$1/kube-proxy.yaml" << YAML
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: nftables
clusterCIDR: $POD_RANGE
clientConnection: {kubeconfig: /opt/lab/etc/kube-proxy.kubeconfig}
YAML
}

payload_keys() {
  [[ -e $RUN/ssh/config ]] || make_keys
  cp "$RUN/ssh/host_key" "$1/host_key"
  cp "$RUN/ssh/key.pub" "$1/authorized_keys"
}

# Keys of this run: the guests' own, so that they are known at once, and the one that leads in.
make_keys() {
  local options='-q -t ed25519 -N'
  mkdir -p "$RUN/ssh"
  # shellcheck disable=SC2086
  { ssh-keygen $options '' -f "$RUN/ssh/host_key"; ssh-keygen $options '' -f "$RUN/ssh/key"; }
  echo "guest $(cut -d' ' -f1,2 "$RUN/ssh/host_key.pub")" > "$RUN/ssh/known_hosts"
  cat > "$RUN/ssh/config" << CONFIG
Host guest
  Port $FIRST_SSH_PORT
  ControlPath $RUN/ssh/control
Host guest-2
  Port $SECOND_SSH_PORT
  ControlPath $RUN/ssh/control-2
Host guest guest-2
  HostName 127.0.0.1
  User root
  IdentityFile $RUN/ssh/key
  IdentitiesOnly yes
  UserKnownHostsFile $RUN/ssh/known_hosts
  HostKeyAlias guest
  ConnectTimeout 5
  ServerAliveInterval 15
  ServerAliveCountMax 8
  ControlMaster auto
  ControlPersist yes
  LogLevel ERROR
CONFIG
}
