{{- define "passthrough.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" }}
{{- end }}

{{/* Of 46 characters: the longest name made of it, a Service's, ends with -operator-metrics and has 63 at most. */}}
{{- define "passthrough.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 46 | trimSuffix "-" }}
{{- else if contains (include "passthrough.name" .) .Release.Name }}
{{- .Release.Name | trunc 46 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "passthrough.name" .) | trunc 46 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* Names and labels of a component take (dict "root" $ "component" "operator"). */}}
{{- define "passthrough.componentName" -}}
{{- printf "%s-%s" (include "passthrough.fullname" .root) .component }}
{{- end }}

{{- define "passthrough.selectorLabels" -}}
app.kubernetes.io/name: {{ include "passthrough.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "passthrough.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "passthrough.selectorLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: passthrough
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end }}

{{- define "passthrough.serviceAccountName" -}}
{{- $account := (get .root.Values .component).serviceAccount }}
{{- if $account.create }}
{{- default (include "passthrough.componentName" .) $account.name }}
{{- else }}
{{- required (printf "%s.serviceAccount.name is needed with %s.serviceAccount.create=false" .component .component) $account.name }}
{{- end }}
{{- end }}

{{/* Of privileged pods; empty where none are started. */}}
{{- define "passthrough.privilegedAccountName" -}}
{{- with .Values.privilegedPods }}
{{- if .enabled }}
{{- if .serviceAccount.create }}
{{- default (printf "%s-privileged" (include "passthrough.fullname" $)) .serviceAccount.name }}
{{- else }}
{{- required "privilegedPods.serviceAccount.name is needed with privilegedPods.serviceAccount.create=false" .serviceAccount.name }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- define "passthrough.image" -}}
{{- $image := (get .root.Values .component).image }}
{{- if $image.digest }}
{{- printf "%s@%s" $image.repository $image.digest }}
{{- else }}
{{- printf "%s:%s" $image.repository (default .root.Chart.AppVersion $image.tag) }}
{{- end }}
{{- end }}

{{- define "passthrough.pullSecretNames" -}}
{{- $names := list }}
{{- range .Values.imagePullSecrets }}{{ $names = append $names .name }}{{ end }}
{{- join "," $names }}
{{- end }}
