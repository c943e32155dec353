package ripcord.server.http;

import java.util.Arrays;
import java.util.stream.Collectors;

/// `docs/outages.md`: what each route does while its server is cut off from the store, from the table of routes.
public final class OutagesReference {
    private OutagesReference() {}

    /// The document.
    public static String markdown() {
        return """
                # Outages

                <!-- Made by ./dev/docs from the code: change it there. -->

                A server on PostgreSQL knows what the others have ended as long as it can commit, four times a second. From a second after the
                last time on, what it has in memory may be old, and it is *cut off*: the database is away, or the way to it, or the server was
                frozen. Nothing is lost by that, and nothing hangs: what is refused is refused within seconds, with 503 and `Retry-After`, and
                nothing of it was done. It is well again by itself. A store in a folder has one server, which is never cut off.

                What is answered all the same is a table in the code, and this is the table:

                %s

                - *answered*: the metadata of an issuer, keys, health and metrics. A JWKS counts as a copy that is as old as memory: its `max-age`
                  gets shorter by that, and when nothing is left of it, it is refused too, since a key may sign that it does not have.
                - *from memory*: a tenant's policy may say for how long: `outage.answer_from_memory_for`, counted from when memory was last known
                  to be all, at most five minutes, and never longer than its verifiers may accept (`revocation.max_staleness`; with
                  `when_stale: accept`, `accept_for`). **The default is zero: refused.** Only what is in memory is answered: a session that
                  this server did not look up in the last half hour gets 503, and so does one that seems idle, and so do refresh tokens.
                  Meanwhile a session, subject, client, tenant or API key that another server has ended counts as good here: that is what the
                  words say.
                - *refused*: whatever changes something, gives out a credential, or reads rows.

                ## What whoever ends something is told

                An end is acknowledged when every server knows of it, or can no longer answer from memory. Where a tenant lets servers answer from
                memory, a server that is cut off is waited for up to three seconds longer, so with `PT3S` or less nothing changes but the wait.
                Beyond that the end is durable and known everywhere else, and its answer says what is left, from now:

                    Ripcord-Degraded: servers;accepted_ms=41822

                That counts servers that stopped without a word too, until nobody of that name can answer any more. The time is reckoned with
                what the cut-off server knows: if the policy was made stricter a moment ago, by the one of before. Deleting an API key, which is
                no tenant's, is not marked.

                ## How it shows

                | where | what |
                |---|---|
                | every answer of a server that is cut off | `Ripcord-Degraded: store;stale_ms=2310`: what it answers from memory may be so old, never older |
                | `/health/ready`, `/health` | 503; the check `servers` says for how long |
                | metrics | `ripcord_store_current`, `ripcord_store_staleness_seconds`, `ripcord_stale_answers_total`, `ripcord_store_servers` |
                | events | `store_degraded`, `store_restored`; `server_joined`, `server_gone` |

                A load balancer that goes by `/health/ready` sends nothing to a server that is cut off; let it fall back to all servers when none
                is ready, if tenants let them answer from memory. The verifier library counts `stale_ms` as the age of what it was told when it
                introspects, so a verifier's own bound holds whatever a tenant lets its servers do.
                """.formatted(table());
    }

    private static String table() {
        return Arrays.stream(WithoutStore.values())
                .map(OutagesReference::rows)
                .collect(Collectors.joining("\n", "| request | while its server is cut off |\n|---|---|\n", ""));
    }

    private static String rows(WithoutStore what) {
        if (what == WithoutStore.REFUSED) {
            return "| everything else | refused |";
        }
        return ServedRoutes.table().stream()
                .filter(route -> route.withoutStore() == what)
                .map(route -> "| `" + route + "` | " + what.words() + " |")
                .collect(Collectors.joining("\n"));
    }
}
