package io.shopfleet.platform.contract;

import java.util.List;

/**
 * An error as a caller sees it. On HTTP it becomes {@code application/problem+json} (RFC 9457).
 *
 * @param type which error it is
 * @param detail what went wrong this time
 * @param errors the fields at fault, empty where none is
 */
public record Problem(ErrorType type, String detail, List<FieldError> errors) {
    /** Copies the list, so that a problem never changes. */
    public Problem {
        errors = List.copyOf(errors);
    }

    /**
     * One field at fault.
     *
     * @param pointer a JSON pointer (RFC 6901) into the body, or {@code /path/<name>}, {@code /query/<name>},
     *     {@code /header/<name>} for a parameter
     * @param reason what is wrong with it
     */
    public record FieldError(String pointer, String reason) {}
}
