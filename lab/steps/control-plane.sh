# shellcheck shell=bash
# etcd, kube-apiserver, controller manager and scheduler as plain processes on 127.0.0.1, with certificates of this run,
# the Node and RBAC authorizers, and a way into the guest's network for what the API server dials itself.

start_control_plane() {
  read_ports
  local pki=$RUN/pki programs
  programs=$(kubernetes_path)
  issue_certificates

  look_at "$RUN/logs/etcd.log" "is the disk of $RUN full?"
  start etcd "$(etcd_path)/etcd" --name lab --data-dir "$RUN/etcd" --unsafe-no-fsync \
    --listen-client-urls "http://127.0.0.1:$ETCD_PORT" --advertise-client-urls "http://127.0.0.1:$ETCD_PORT" \
    --listen-peer-urls "http://127.0.0.1:$ETCD_PEER_PORT" --initial-advertise-peer-urls "http://127.0.0.1:$ETCD_PEER_PORT" \
    --initial-cluster "lab=http://127.0.0.1:$ETCD_PEER_PORT"

  start_egress
  look_at "$RUN/logs/kube-apiserver.log" "the last line usually names a flag or a certificate"
  start kube-apiserver "$programs/kube-apiserver" \
    --etcd-servers="http://127.0.0.1:$ETCD_PORT" \
    --bind-address=127.0.0.1 --secure-port="$API_PORT" --advertise-address="$HOST_IN_GUEST" \
    --service-cluster-ip-range="$SERVICE_RANGE" \
    --tls-cert-file="$pki/apiserver.crt" --tls-private-key-file="$pki/apiserver.key" \
    --client-ca-file="$pki/ca.crt" \
    --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --allow-privileged \
    --service-account-issuer=https://kubernetes.default.svc \
    --service-account-key-file="$pki/service-accounts.pub" --service-account-signing-key-file="$pki/service-accounts.key" \
    --kubelet-certificate-authority="$pki/ca.crt" \
    --kubelet-client-certificate="$pki/apiserver-to-kubelet.crt" --kubelet-client-key="$pki/apiserver-to-kubelet.key" \
    --kubelet-preferred-address-types=InternalIP \
    --egress-selector-config-file="$RUN/egress.yaml"
  wait_until 60 "kube-apiserver" kubectl get --raw=/readyz

  start kube-controller-manager "$programs/kube-controller-manager" \
    --kubeconfig="$RUN/controller-manager.kubeconfig" --secure-port=0 --leader-elect=false \
    --use-service-account-credentials --root-ca-file="$pki/ca.crt" \
    --service-account-private-key-file="$pki/service-accounts.key"
  start kube-scheduler "$programs/kube-scheduler" \
    --kubeconfig="$RUN/scheduler.kubeconfig" --secure-port=0 --leader-elect=false

  # What kubeadm grants as well: the API server may read logs from, and execute in, any kubelet's pods.
  kubectl create clusterrolebinding lab:apiserver-to-kubelet --clusterrole=system:kubelet-api-admin \
    --user=apiserver-to-kubelet
  wait_until 30 "the controller manager" kubectl get serviceaccount default
}

issue_certificates() {
  local name
  pki_ca
  pki_issue apiserver /CN=kube-apiserver serverAuth \
    "IP:127.0.0.1,IP:$HOST_IN_GUEST,IP:$API_SERVICE_ADDRESS,DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc"
  pki_issue apiserver-to-kubelet /CN=apiserver-to-kubelet clientAuth
  pki_issue admin /O=system:masters/CN=lab-admin clientAuth
  pki_issue controller-manager /CN=system:kube-controller-manager clientAuth
  pki_issue scheduler /CN=system:kube-scheduler clientAuth
  pki_issue kube-proxy /CN=system:kube-proxy clientAuth
  openssl genrsa -out "$RUN/pki/service-accounts.key" 2048 2> /dev/null
  openssl rsa -in "$RUN/pki/service-accounts.key" -pubout -out "$RUN/pki/service-accounts.pub" 2> /dev/null
  for name in controller-manager scheduler; do
    pki_kubeconfig "$name" "$(api_for_host)" > "$RUN/$name.kubeconfig"
  done
  pki_kubeconfig admin "$(api_for_host)" > "$RUN/kubeconfig"
}

# Of the node of one guest.
issue_node_certificates() {
  pki_issue "kubelet$MACHINE" "/O=system:nodes/CN=system:node:$NODE" clientAuth
  pki_issue "kubelet-serving$MACHINE" "/O=system:nodes/CN=system:node:$NODE" serverAuth "IP:$GUEST_ADDRESS,DNS:$NODE"
}
