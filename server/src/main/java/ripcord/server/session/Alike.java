package ripcord.server.session;

import com.github.benmanes.caffeine.cache.Interner;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import ripcord.server.revocation.Target;

/// What many sessions have in common, held once for all whose copies are in memory: their client, how they were
/// authenticated, which credentials they have. Each row and each request says it in objects of its own, a third of what
/// a copy takes. Nothing is held that no copy has. Thread-safe.
final class Alike {
    private final Interner<String> texts = Interner.newWeakInterner();
    private final Interner<List<String>> lists = Interner.newWeakInterner();
    private final Interner<Set<CredentialKind>> credentials = Interner.newWeakInterner();
    private final Interner<Target> targets = Interner.newWeakInterner();

    /// An equal one.
    StoredSession of(StoredSession stored) {
        return stored.with(stored.session().with(this), credentials.intern(stored.credentials()));
    }

    String of(String text) {
        return texts.intern(text);
    }

    @Nullable
    String orNull(@Nullable String text) {
        return text == null ? null : texts.intern(text);
    }

    List<String> of(List<String> unmodifiable) {
        return lists.intern(unmodifiable);
    }

    Target of(Target target) {
        return targets.intern(target);
    }
}
