# shellcheck shell=bash
# The certificates of one run: a CA that nobody else trusts, good for a day, and what it signs.

PKI_DAYS=1

pki_ca() {
  mkdir -p "$RUN/pki"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days "$PKI_DAYS" -subj '/CN=passthrough-lab' \
    -addext 'keyUsage=critical,keyCertSign,digitalSignature' \
    -keyout "$RUN/pki/ca.key" -out "$RUN/pki/ca.crt" 2> /dev/null
}

# pki_issue NAME SUBJECT USAGE [ALTERNATIVE_NAMES]: signs $RUN/pki/NAME.crt; the usage is clientAuth or serverAuth.
pki_issue() {
  local path=$RUN/pki/$1 extensions="extendedKeyUsage=$3"
  [[ -z ${4:-} ]] || extensions+=$'\n'"subjectAltName=$4"
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "$2" -keyout "$path.key" 2> /dev/null |
    openssl x509 -req -CA "$RUN/pki/ca.crt" -CAkey "$RUN/pki/ca.key" -days "$PKI_DAYS" -set_serial "0x$(openssl rand -hex 16)" \
      -extfile <(printf '%s\n' "$extensions") -out "$path.crt" 2> /dev/null
}

# pki_kubeconfig NAME SERVER: prints a kubeconfig that holds the client certificate NAME.
pki_kubeconfig() {
  cat << YAML
apiVersion: v1
kind: Config
current-context: lab
contexts: [{name: lab, context: {cluster: lab, user: $1}}]
clusters:
- name: lab
  cluster:
    server: $2
    certificate-authority-data: $(base64 -w0 "$RUN/pki/ca.crt")
users:
- name: $1
  user:
    client-certificate-data: $(base64 -w0 "$RUN/pki/$1.crt")
    client-key-data: $(base64 -w0 "$RUN/pki/$1.key")
YAML
}
