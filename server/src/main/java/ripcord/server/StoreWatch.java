package ripcord.server;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import ripcord.server.audit.Event;
import ripcord.server.audit.Events;
import ripcord.server.database.Database;
import ripcord.server.database.ServerWatcher;

/// Tells, as events, which servers come and go, and when this one is cut off from the store and when it no longer is.
final class StoreWatch implements ServerWatcher {
    private final Database database;
    private final Events events;
    private final LongSupplier nanos;
    private boolean cutOff;
    private long since;

    /// @param nanos a monotonic clock
    StoreWatch(Database database, Events events, LongSupplier nanos) {
        this.database = database;
        this.events = events;
        this.nanos = nanos;
    }

    @Override
    public void joined(String id) {
        events.publish(Event.serverJoined(id, Math.max(1, database.servers())));
    }

    @Override
    public void gone(String id) {
        events.publish(Event.serverGone(id));
    }

    /// To be called several times a second, on one thread.
    void look() {
        boolean held = database.lease().isHeld();
        if (held && cutOff) {
            cutOff = false;
            events.publish(Event.storeRestored(TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong() - since)));
        } else if (!held && !cutOff) {
            cutOff = true;
            since = nanos.getAsLong();
            events.publish(Event.storeDegraded());
        }
    }
}
