# Versions 1.0 to 1.3 of a workflow were live one after the other; 1.4 waits. It has five pods.
cp -r "$ROOT/golden/uptime-prober/input/." .
mkdir .tentacular
cat > .tentacular/config.yaml <<'END'
defaults:
  image: registry.example.com/tentacular-engine:1.0
  replicas: 5
END
git init --quiet --initial-branch=main .
for version in 1.0 1.1 1.2 1.3 1.4; do
  sed -i "s/^version: .*/version: \"$version\"/" uptime-prober/workflow.yaml
  $EDITOR uptime-prober/nodes/probe-endpoints.ts
  tntc render $([ $version = 1.4 ] && echo --stage)
  git add --all && git commit --quiet --message "$version"
done
