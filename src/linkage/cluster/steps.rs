//! From one group to another by one member: where the steps of a chain lead.

use rustc_hash::FxHashMap;

/// Members of a lower position have a place of their own for each group; those of larger components are looked
/// up, since most pairs of a group and a member are never asked for there.
const NEAR: u32 = 16;
/// A step that was not taken yet.
const UNKNOWN: u32 = u32::MAX;

/// The number of the group that each step leads to.
#[derive(Clone, Debug, Default)]
pub(super) struct Steps {
    near: Vec<[u32; NEAR as usize]>,
    far: FxHashMap<(u32, u32), u32>,
}

impl Steps {
    /// How many steps of large components are kept.
    pub(super) fn len(&self) -> usize {
        self.far.len()
    }

    pub(super) fn get(&self, group: u32, member: u32) -> Option<u32> {
        if member >= NEAR {
            return self.far.get(&(group, member)).copied();
        }
        let known = self.near.get(group as usize)?.get(member as usize).copied();
        known.filter(|known| *known != UNKNOWN)
    }

    pub(super) fn insert(&mut self, group: u32, member: u32, to: u32) {
        if member >= NEAR {
            self.far.insert((group, member), to);
            return;
        }
        let at = group as usize;
        if self.near.len() <= at {
            self.near.resize(at + 1, [UNKNOWN; NEAR as usize]);
        }
        if let Some(place) = self.near.get_mut(at).and_then(|places| places.get_mut(member as usize)) {
            *place = to;
        }
    }
}
