package ripcord.verifier.http;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Why a call failed, in words for an operator's log. */
public final class Fault {
    private Fault() {}

    /** What happened; of the fault that is at the bottom of what wraps it. */
    public static String inWords(Throwable fault) {
        Throwable cause = unwrapped(fault);
        if (cause instanceof TimeoutException || cause instanceof HttpTimeoutException) {
            return "no complete answer in time: is the server reached from here, and is it overloaded?";
        }
        if (cause instanceof UnknownHostException || cause.getCause() instanceof UnresolvedAddressException) {
            return "the server's host name is not known here";
        }
        if (cause instanceof ConnectException) {
            return "no connection: is the server running, and is this its address?";
        }
        if (cause instanceof SSLException) {
            return "no trusted connection: " + cause.getMessage();
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    /** What is at the bottom of what wraps it. */
    static Throwable unwrapped(Throwable fault) {
        Throwable cause = fault;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
