package ripcord.server.load;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// One kept-alive HTTP/1.1 connection that does as little as a client can, so that the driver leaves the processor to
/// the server: the JDK's own client takes longer for a request than this server does for an answer. Not thread-safe.
public final class Connection implements AutoCloseable {
    private final Socket socket;
    private final Patience patience;
    private final AnswerReader answers;
    private final OutputStream out;
    private int open;

    private Connection(Socket socket, Endpoint endpoint, Ticker ticker) throws IOException {
        this.socket = socket;
        this.patience = new Patience(socket, endpoint.timeout(), ticker);
        this.answers = new AnswerReader(patience);
        this.out = socket.getOutputStream();
    }

    /// Connects, and checks the certificate if there is TLS.
    ///
    /// @throws IOException if nobody answers there in time
    public static Connection to(Endpoint endpoint, Ticker ticker) throws IOException {
        int millis = Math.clamp(endpoint.timeout().toMillis(), 1, Integer.MAX_VALUE);
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(millis);
            socket.connect(address(endpoint), millis);
            return new Connection(endpoint.tls() ? secured(socket, endpoint) : socket, endpoint, ticker);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static InetSocketAddress address(Endpoint endpoint) throws UnknownHostException {
        var address = new InetSocketAddress(endpoint.address(), endpoint.port());
        if (address.isUnresolved()) {
            throw new UnknownHostException("there is no such host");
        }
        return address;
    }

    private static Socket secured(Socket plain, Endpoint endpoint) throws IOException {
        var factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        var socket = (SSLSocket) factory.createSocket(plain, endpoint.address(), endpoint.port(), true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /// Sends, and waits for the whole answer.
    ///
    /// @throws IOException if it does not come in time, however much of it does, or what comes is no HTTP
    public Answer exchange(Request request) throws IOException {
        send(request);
        return receive();
    }

    /// Sends without waiting.
    public void send(Request request) throws IOException {
        patience.begins();
        open++;
        out.write(request.bytes());
    }

    /// The answer to the oldest request that has none yet.
    public Answer receive() throws IOException {
        try {
            var answer = answers.next();
            open--;
            return answer;
        } catch (SocketTimeoutException e) {
            throw new SocketTimeoutException("no answer in time");
        }
    }

    /// Whether nothing can be asked over it any more: the server ends it after the answer that came last, or sent more
    /// than it was asked for.
    public boolean isOver() {
        return answers.isLast() || (open == 0 && answers.isMoreThere());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
