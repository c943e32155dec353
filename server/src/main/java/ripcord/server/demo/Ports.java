package ripcord.server.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// Ports that are free on loopback: the usual ones, and others for those that are taken.
final class Ports {
    private Ports() {}

    /// @param wanted 1 to 65535, or 0 for any
    static List<Integer> free(List<Integer> wanted) {
        var chosen = new ArrayList<Integer>();
        var held = new ArrayList<ServerSocket>();
        try {
            // Held until all are chosen, so that none is chosen twice.
            for (int port : wanted) {
                held.add(take(port));
                chosen.add(held.getLast().getLocalPort());
            }
        } catch (IOException e) {
            throw new DemoException("no port is free: " + e.getMessage(), e);
        } finally {
            held.forEach(Ports::close);
        }
        return List.copyOf(chosen);
    }

    private static ServerSocket take(int port) throws IOException {
        try {
            return open(port);
        } catch (IOException e) {
            return open(0);
        }
    }

    private static ServerSocket open(int port) throws IOException {
        var socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException e) {
            close(socket);
            throw e;
        }
    }

    /// Those that something listens on.
    static List<Integer> taken(List<Integer> ports) {
        var taken = new HashSet<Integer>();
        for (int port : ports) {
            try {
                close(open(port));
            } catch (IOException e) {
                taken.add(port);
            }
        }
        return ports.stream().filter(taken::contains).toList();
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new DemoException("port " + socket.getLocalPort() + " could not be let go", e);
        }
    }
}
