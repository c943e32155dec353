package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import ripcord.server.Order.Call;

/// The judge of histories, on histories that were never lived through: a number that is written and read.
class OrderTest {
    private static Call<Integer> write(long asked, long answered, int number) {
        return new Call<>(asked, answered, _ -> Optional.of(number), "write " + number);
    }

    private static Call<Integer> read(long asked, long answered, int number) {
        return new Call<>(asked, answered, kept -> Optional.of(kept).filter(is -> is == number), "read " + number);
    }

    @Test
    void whatWasWrittenMeanwhileMayBeReadOrNot() {
        assertThat(Order.fault(List.of(write(0, 10, 1), read(1, 2, 1), read(3, 4, 1)), 0))
                .isEmpty();
        assertThat(Order.fault(List.of(write(0, 10, 1), read(1, 2, 0), read(3, 4, 1)), 0))
                .isEmpty();
    }

    @Test
    void whatWasReadOnceIsNotUnread() {
        assertThat(Order.fault(List.of(write(0, 10, 1), read(1, 2, 1), read(3, 4, 0)), 0))
                .hasValueSatisfying(fault -> assertThat(fault).contains("? ").contains("read 0"));
    }

    @Test
    void whatWasWrittenBeforeIsRead() {
        assertThat(Order.fault(List.of(write(0, 10, 1), read(11, 12, 0)), 0)).isPresent();
    }

    @Test
    void twoThatOverlapHaveAnOrderThatAllAgreeOn() {
        assertThat(Order.fault(List.of(write(0, 10, 1), write(0, 10, 2), read(11, 12, 1), read(13, 14, 1)), 0))
                .isEmpty();
        assertThat(Order.fault(List.of(write(0, 10, 1), write(0, 10, 2), read(11, 12, 1), read(13, 14, 2)), 0))
                .isPresent();
    }
}
