package ripcord.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Where a server is, as commands are told: without a slash at its end.
public final class ServerUrl implements ITypeConverter<URI> {
    private static final int HIGHEST_PORT = 65_535;
    private static final String EXPECTED =
            "http:// or https://, a host of letters, digits, dots and hyphens, perhaps a port and a path";

    @Override
    public URI convert(String text) {
        try {
            var bare = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean fits = ("http".equals(bare.getScheme()) || "https".equals(bare.getScheme()))
                    && bare.getHost() != null
                    && bare.getPort() <= HIGHEST_PORT
                    && bare.getRawUserInfo() == null
                    && bare.getRawQuery() == null
                    && bare.getRawFragment() == null;
            if (fits) {
                return bare;
            }
        } catch (URISyntaxException e) {
            throw unfit();
        }
        throw unfit();
    }

    private static TypeConversionException unfit() {
        return new TypeConversionException("expected: " + EXPECTED);
    }
}
