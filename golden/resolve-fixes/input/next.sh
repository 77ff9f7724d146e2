# The next version of w: another number, and other code.
sed -i "s/^version: .*/version: \"$1\"/" w/workflow.yaml
echo "// $1" >> w/nodes/a.ts
