package io.shopfleet.platform.events;

/** An event that cannot be applied, now or ever. */
final class UnusableEventException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnusableEventException(String reason) {
        super(reason, null, false, false);
    }
}
