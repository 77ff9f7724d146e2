# Staging runs 1.3 of a workflow, production 1.2.
mkdir -p workflows .tentacular && cp -r "$ROOT/golden/uptime-prober/input/." workflows
cat > .tentacular/config.yaml <<'END'
workflows: [workflows]
defaults: {image: registry.example.com/tentacular-engine:1.0}
environments:
  staging: {}
  production: {release: manual}
END
git init --quiet --initial-branch=main .
for version in 1.2 1.3; do
  sed -i "s/^version: .*/version: \"$version\"/" workflows/uptime-prober/workflow.yaml
  $EDITOR workflows/uptime-prober/nodes/probe-endpoints.ts
  tntc render
  [ $version = 1.3 ] || tntc promote uptime-prober --from staging --to production
  git add --all && git commit --quiet --message "$version"
done
