package io.shopfleet.user;

import io.shopfleet.user.api.AccessToken;
import io.shopfleet.user.api.UserView;
import java.time.Instant;

/**
 * A person, as the database has them.
 *
 * @param passwordHash a PHC string, see {@link PasswordHash}
 * @param active false once the account is closed, which is for good
 */
record User(
        long id, String email, String fullName, String passwordHash, String role, boolean active, Instant createdAt) {

    boolean isAdmin() {
        return role.equals(AccessToken.ADMIN);
    }

    UserView view() {
        return new UserView(id, email, fullName, active, role, createdAt);
    }

    @Override
    public String toString() {
        return "User[id=" + id + "]";
    }
}
