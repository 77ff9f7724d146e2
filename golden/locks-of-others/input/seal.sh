# Makes the first line of a lock anew, after its body was edited.
lock=deploy/w/release.lock
{ sed -n '1s/^digests: {lock: sha256:[0-9a-f]*//p' $lock; tail -n +2 $lock; } > body
{ printf 'digests: {lock: sha256:%s' "$(sha256sum body | cut -d' ' -f1)"; cat body; } > $lock
rm body
