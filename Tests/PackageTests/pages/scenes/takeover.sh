# A kubectl that has what runs in the cluster of a system before tntc.
mkdir ../bin
printf '#!/bin/sh\nexec cat "$ROOT/golden/import/input/hello-code.json"\n' > ../bin/kubectl && chmod +x ../bin/kubectl
