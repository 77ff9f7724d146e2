# A workflow of a team with a schedule, and settings in each kind of place.
mkdir -p teams/a/report/nodes .tentacular
echo 'export default () => null;' > teams/a/report/nodes/report.ts
cat > teams/a/report/workflow.yaml <<'END'
name: report
version: "1.0"
triggers: [{type: cron, schedule: "0 6 * * *"}]
nodes: {report: {path: nodes/report.ts}}
contract: {dependencies: {}}
END
cat > .tentacular/config.yaml <<'END'
workflows: [teams/a]
defaults:
  image: registry.example/engine:2
  folders:
    teams/a: {namespace: team-a}
environments:
  staging: {triggers: {cron: {suspend: true}}}
  production: {namespace: production}
END
