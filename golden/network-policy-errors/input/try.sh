mkdir -p .tentacular
printf 'defaults:\n  image: registry.example/engine:1.0\n  networkPolicy: %s\n' "$1" > .tentacular/config.yaml
tntc render --dry-run
