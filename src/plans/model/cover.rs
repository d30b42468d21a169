//! The cheapest choice that gives enough points: exact, by looking at every sum of points that can be reached.

/// What one choice gives, and what it costs: the first number counts, the second decides between equals.
pub type Offer = (usize, (usize, usize));

/// The places of the cheapest choice of `offers` that gives at least `wanted` points; none if all together give less.
///
/// `best[n]` is the cheapest choice among the offers seen so far that gives `n` points, or at least `wanted` for the
/// last one. Points of one requirement are few, so the table is small.
pub fn cheapest(offers: &[Offer], wanted: usize) -> Option<Vec<usize>> {
    let mut best: Vec<Option<Choice>> = vec![None; wanted + 1];
    best[0] = Some(Choice::default());
    for (place, (points, cost)) in offers.iter().enumerate() {
        // From the top down, so that no offer is taken twice.
        for sum in (0..=wanted).rev() {
            let Some(with) = best[sum].as_ref().map(|choice| choice.and(place, *cost)) else { continue };
            let reached = &mut best[(sum + points).min(wanted)];
            if reached.as_ref().is_none_or(|known| with.cost < known.cost) {
                *reached = Some(with);
            }
        }
    }
    best.pop().flatten().map(|choice| choice.places)
}

#[derive(Clone, Default)]
struct Choice {
    cost: (usize, usize),
    places: Vec<usize>,
}

impl Choice {
    fn and(&self, place: usize, (first, second): (usize, usize)) -> Self {
        let cost = (self.cost.0 + first, self.cost.1 + second);
        Self { cost, places: self.places.iter().copied().chain([place]).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Points and cost of a choice of offers, told by the bits of a number.
    fn sum(offers: &[Offer], bits: usize) -> Offer {
        let taken = offers.iter().enumerate().filter(|(n, _)| bits & (1 << n) != 0);
        taken.fold((0, (0, 0)), |(p, (a, b)), (_, (points, (x, y)))| (p + points, (a + x, b + y)))
    }

    proptest! {
        #[test]
        fn no_choice_at_all_is_cheaper(
            offers in prop::collection::vec((0_usize..6, (0_usize..5, 0_usize..9)), 0..10), wanted in 0_usize..30
        ) {
            let enough = (0..1_usize << offers.len()).map(|bits| sum(&offers, bits)).filter(|(p, _)| *p >= wanted);
            let lowest = enough.map(|(_, cost)| cost).min();

            let found = cheapest(&offers, wanted);

            let bits = found.as_ref().map(|places| places.iter().map(|n| 1 << n).sum::<usize>());
            let reached = bits.map(|bits| sum(&offers, bits));
            prop_assert_eq!(reached.map(|(_, cost)| cost), lowest);
            prop_assert!(reached.is_none_or(|(points, _)| points >= wanted));
        }
    }
}
