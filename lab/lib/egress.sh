# shellcheck shell=bash
# How kube-apiserver reaches kubelets, pods and services, whose addresses exist only in the guests: it asks an HTTP CONNECT
# proxy on a unix socket (its own egress selector), and the proxy goes there through ssh.

start_egress() {
  cat > "$RUN/egress.yaml" << YAML
apiVersion: apiserver.k8s.io/v1beta1
kind: EgressSelectorConfiguration
egressSelections:
- name: cluster
  connection:
    proxyProtocol: HTTPConnect
    transport: {uds: {udsName: $RUN/egress.sock}}
YAML
  start egress socat "UNIX-LISTEN:$RUN/egress.sock,fork,mode=600" \
    "EXEC:$LAB/lib/egress-connect $RUN/ssh/config"
}
