package ripcord.server.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import ripcord.server.config.Config;
import ripcord.server.config.RedisUrl;

/// Opens connections through Lettuce.
///
/// One server, and the one that Sentinels name, is connected to anew by who keeps the link, who asks the Sentinels
/// again by that. A cluster's client keeps its connections itself, and learns of moved slots.
final class LettuceConnector implements Connector {
    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration TOPOLOGY = Duration.ofSeconds(5);
    private static final int MOST_WAITING = 2_000;
    private static final int THREADS = 2;

    private final RedisUrl url;
    private final Credentials credentials;
    /// Names are looked up as the system does it. The driver's own way asks any name server that the system lists, also
    /// one that does not know the name, and gives up.
    private final ClientResources resources = ClientResources.builder()
            .addressResolverGroup(DefaultAddressResolverGroup.INSTANCE)
            .ioThreadPoolSize(THREADS)
            .computationThreadPoolSize(THREADS)
            .reconnectDelay(Delay.exponential(Duration.ofMillis(50), PATIENCE, 2, TimeUnit.MILLISECONDS))
            .build();
    private @Nullable RedisClient single;
    private @Nullable RedisClusterClient cluster;

    LettuceConnector(Config.RedisServer place) {
        this.url = place.url();
        this.credentials = new Credentials(place);
    }

    @Override
    public synchronized Link open() {
        try {
            return url.kind() == RedisUrl.Kind.CLUSTER ? openCluster() : openSingle();
        } catch (RedisException | IllegalArgumentException e) {
            throw new RedisUnavailableException(reason(e), e);
        }
    }

    @Override
    public synchronized Ear listen(Set<String> channels, Listener heard) {
        try {
            var connection = url.kind() == RedisUrl.Kind.CLUSTER
                    ? cluster().connectPubSub(LettuceEar.LENGTHS)
                    : client().connectPubSub(LettuceEar.LENGTHS);
            return new LettuceEar(connection, channels, heard);
        } catch (RedisException | IllegalArgumentException e) {
            throw new RedisUnavailableException(reason(e), e);
        }
    }

    /// What the server says of itself; in a cluster, one of them.
    ///
    /// @throws RedisUnavailableException if it does not answer within a few seconds
    synchronized String info() {
        try {
            return url.kind() == RedisUrl.Kind.CLUSTER
                    ? cluster().connect(CODEC).sync().info()
                    : client().connect(CODEC).sync().info();
        } catch (RedisException | IllegalArgumentException e) {
            throw new RedisUnavailableException(reason(e), e);
        }
    }

    private Link openSingle() {
        var connection = client().connect(CODEC);
        return new LettuceLink(connection, connection.async());
    }

    private RedisClient client() {
        var client = single;
        if (client == null) {
            client = RedisClient.create(resources, single());
            client.setOptions(
                    options(ClientOptions.builder().autoReconnect(false)).build());
            single = client;
        }
        return client;
    }

    private RedisURI single() {
        if (url.kind() == RedisUrl.Kind.SENTINEL) {
            var builder = RedisURI.builder().withSentinelMasterId(url.master());
            url.hosts().forEach(host -> builder.withSentinel(host(host).build()));
            return with(builder).build();
        }
        return with(host(url.hosts().getFirst()).withDatabase(url.database())).build();
    }

    private Link openCluster() {
        var connection = cluster().connect(CODEC);
        return new LettuceLink(connection, connection.async());
    }

    private RedisClusterClient cluster() {
        var client = cluster;
        if (client == null) {
            client = RedisClusterClient.create(
                    resources,
                    url.hosts().stream().map(host -> with(host(host)).build()).toList());
            client.setOptions(clusterOptions());
            cluster = client;
        }
        return client;
    }

    private RedisURI.Builder host(RedisUrl.Host host) {
        return RedisURI.builder()
                .withHost(host.name())
                .withPort(host.port())
                .withSsl(url.tls())
                .withTimeout(PATIENCE);
    }

    private RedisURI.Builder with(RedisURI.Builder builder) {
        builder.withSsl(url.tls()).withTimeout(PATIENCE);
        return credentials.areNone() ? builder : builder.withAuthentication(credentials);
    }

    private static <B extends ClientOptions.Builder> B options(B builder) {
        builder.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MOST_WAITING)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(PATIENCE)
                        .keepAlive(true)
                        .build());
        return builder;
    }

    private static ClusterClientOptions clusterOptions() {
        return options(ClusterClientOptions.builder()
                        .validateClusterNodeMembership(false)
                        .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                                .enablePeriodicRefresh(TOPOLOGY)
                                .build()))
                .build();
    }

    /// What Redis itself said of it, as `WRONGPASS …`; else the innermost reason, as `Connection refused`.
    private static String reason(Throwable e) {
        var reason = e;
        for (var cause = e; cause != null; cause = cause.getCause()) {
            reason = cause;
            if (cause instanceof RedisCommandExecutionException) {
                break;
            }
        }
        return String.valueOf(reason.getMessage());
    }

    @Override
    public synchronized void close() {
        if (single != null) {
            single.shutdown(Duration.ZERO, PATIENCE);
        }
        if (cluster != null) {
            cluster.shutdown(Duration.ZERO, PATIENCE);
        }
        var _ = resources.shutdown(0, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
