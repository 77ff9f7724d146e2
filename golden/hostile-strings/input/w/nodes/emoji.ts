const s = "🚨 déjà 漢字  ";
