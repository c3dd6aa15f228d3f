package io.shopfleet.gateway;

import io.shopfleet.order.api.OrderApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code Prefer}, of which only {@code wait} means anything here. A preference is never a reason to refuse a
 * request: what cannot be understood is ignored.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7240">RFC 7240</a>
 */
final class Prefer {
    private Prefer() {}

    /**
     * How long the client is willing to wait.
     *
     * @param header the header's value, several lines joined by commas; null where there is none
     * @return 1 to {@link OrderApi#LONGEST_WAIT} seconds, nothing where the client does not ask to wait
     */
    static OptionalInt waitSeconds(@Nullable String header) {
        if (header != null) {
            for (String preference : split(header, ',')) {
                String[] nameAndValue = split(preference, ';').getFirst().split("=", 2);
                if (nameAndValue[0].strip().toLowerCase(Locale.ROOT).equals("wait")) {
                    // The first one counts (RFC 7240, section 2), also when it cannot be understood.
                    return nameAndValue.length < 2 ? OptionalInt.empty() : seconds(unquote(nameAndValue[1].strip()));
                }
            }
        }
        return OptionalInt.empty();
    }

    private static OptionalInt seconds(String value) {
        if (!value.matches("[0-9]{1,9}")) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(Math.clamp(Integer.parseInt(value), 1, OrderApi.LONGEST_WAIT));
    }

    private static String unquote(String value) {
        return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
    }

    /** Splits at a separator that is not within a quoted string. */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }
}
