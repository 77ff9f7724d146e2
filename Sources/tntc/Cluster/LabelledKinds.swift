/// Kinds that templates make beside a Deployment, asked for where the server knows them: what a template or a canary
/// made is there after both are gone.
enum LabelledKinds {
  static let all = [
    AskedKind("HTTPRoute", "gateway.networking.k8s.io/v1"),
    AskedKind("GRPCRoute", "gateway.networking.k8s.io/v1"),
    AskedKind("NetworkPolicy", "networking.k8s.io/v1"), AskedKind("Ingress", "networking.k8s.io/v1"),
    AskedKind("PodDisruptionBudget", "policy/v1"), AskedKind("HorizontalPodAutoscaler", "autoscaling/v2"),
    AskedKind("ExternalSecret", "external-secrets.io/v1"), AskedKind("StatefulSet", "apps/v1"),
    AskedKind("DaemonSet", "apps/v1"), AskedKind("PersistentVolumeClaim", "v1"),
    AskedKind("ServiceMonitor", "monitoring.coreos.com/v1"),
    AskedKind("PodMonitor", "monitoring.coreos.com/v1"),
    AskedKind("PrometheusRule", "monitoring.coreos.com/v1"),
    AskedKind("ScaledObject", "keda.sh/v1alpha1"), AskedKind("Certificate", "cert-manager.io/v1"),
    AskedKind("CiliumNetworkPolicy", "cilium.io/v2"),
  ]
}
