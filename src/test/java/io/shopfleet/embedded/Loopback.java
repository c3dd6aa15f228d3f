package io.shopfleet.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Free ports and passwords for servers that only this machine may reach. */
final class Loopback {
    static final String ADDRESS = "127.0.0.1";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int PASSWORD_BYTES = 18;

    private Loopback() {}

    /** A port nobody listens on at this moment. Another process may take it before it is used. */
    static int freePort() {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** 144 random bits in characters that need no escaping in a URL, a shell or SQL. */
    static String randomPassword() {
        var bytes = new byte[PASSWORD_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Eight random characters of {@code 0-9a-f}, for names that must not meet. */
    static String randomSuffix() {
        return HexFormat.of().toHexDigits(RANDOM.nextInt());
    }
}
