//! Which handlers an exception can reach from a place in the function.
//!
//! A scope is a `try_table` or the body of a `try`. Handlers are WebAssembly's
//! catch clauses; a handler gets a CLIF block, where the exception lands, when
//! the first call needs it. All calls in a scope share it.
//!
//! Every call lists the handlers that it can reach, from the inside out. Real
//! programs list one or two. So that deep nesting costs no more than its own
//! size, a list ends after some tags with a block that looks for the handler
//! itself: the scope's *search*.

use cranelift_codegen::entity::PrimaryMap;
use cranelift_codegen::ir::Block;

use crate::indices::typed_indices;
use crate::program::TagKey;

typed_indices! {
    ScopeKey = "scope";
}

/// A call lists no more tags than this.
const MOST_TAGS: usize = 16;

/// The scopes of one function, closed ones included.
#[derive(Debug, Default)]
pub struct TryScopes {
    scopes: PrimaryMap<ScopeKey, Scope>,
}

#[derive(Debug)]
struct Scope {
    /// Where an exception goes that no handler takes.
    outer: Option<ScopeKey>,
    /// What each handler catches; `None` is everything.
    tags: Vec<Option<TagKey>>,
    handlers: Vec<Option<Block>>,
    search: Option<Block>,
    /// What a call in the scope lists.
    reachable: Vec<(Option<TagKey>, Destination)>,
}

/// Where an exception goes.
#[derive(Clone, Copy, Debug)]
pub enum Destination {
    /// To a handler, by its number in its scope.
    Handler(ScopeKey, usize),
    Search(ScopeKey),
}

impl TryScopes {
    /// Opens a scope with handlers for these tags, inside of `outer`.
    pub fn open(&mut self, outer: Option<ScopeKey>, tags: Vec<Option<TagKey>>) -> ScopeKey {
        let key = self.scopes.next_key();
        let own = tags.iter().enumerate();
        let own = own.map(|(number, &tag)| (tag, Destination::Handler(key, number)));
        let inherited = outer.map_or(&[][..], |outer| &self.scopes[outer].reachable);
        let mut reachable: Vec<(Option<TagKey>, Destination)> = Vec::new();
        for (tag, destination) in own.chain(inherited.iter().copied()) {
            if reachable.iter().any(|&(known, _)| known == tag) {
                continue;
            }
            if tag.is_some() && reachable.len() == MOST_TAGS {
                reachable.push((None, Destination::Search(key)));
                break;
            }
            reachable.push((tag, destination));
            if tag.is_none() {
                break;
            }
        }
        let handlers = vec![None; tags.len()];
        self.scopes.push(Scope { outer, tags, handlers, search: None, reachable })
    }

    /// What a call in a scope can reach, in the order in which it is tried: tags,
    /// then at most once everything.
    pub fn reachable(&self, scope: ScopeKey) -> &[(Option<TagKey>, Destination)] {
        &self.scopes[scope].reachable
    }

    /// The scope around a scope, and the tags of its handlers.
    pub fn around(&self, scope: ScopeKey) -> (Option<ScopeKey>, &[Option<TagKey>]) {
        (self.scopes[scope].outer, &self.scopes[scope].tags)
    }

    /// The block of a destination, if something goes there.
    pub fn block(&mut self, destination: Destination) -> &mut Option<Block> {
        match destination {
            Destination::Handler(scope, number) => &mut self.scopes[scope].handlers[number],
            Destination::Search(scope) => &mut self.scopes[scope].search,
        }
    }

    /// Whether anything goes to a scope's handlers or search.
    pub fn is_used(&self, scope: ScopeKey) -> bool {
        let Scope { handlers, search, .. } = &self.scopes[scope];
        search.is_some() || handlers.iter().any(Option::is_some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(numbers: impl IntoIterator<Item = u32>) -> Vec<Option<TagKey>> {
        numbers.into_iter().map(|number| Some(TagKey::from_u32(number))).collect()
    }

    fn reachable(scopes: &TryScopes, scope: ScopeKey) -> Vec<Option<TagKey>> {
        scopes.reachable(scope).iter().map(|&(tag, _)| tag).collect()
    }

    #[test]
    fn inner_handlers_hide_outer_ones() {
        let mut scopes = TryScopes::default();
        let outer = scopes.open(None, tags([1, 2]));
        let inner = scopes.open(Some(outer), tags([2, 3]));
        assert_eq!(reachable(&scopes, inner), tags([2, 3, 1]));
        assert!(matches!(scopes.reachable(inner)[0].1, Destination::Handler(at, 0) if at == inner));
        let all = scopes.open(Some(inner), vec![None]);
        let innermost = scopes.open(Some(all), tags([1]));
        assert_eq!(reachable(&scopes, innermost), [tags([1]), vec![None]].concat());
    }

    #[test]
    fn no_list_is_longer_than_the_limit() {
        let mut scopes = TryScopes::default();
        let mut outer = None;
        for number in 0..2000 {
            let scope = scopes.open(outer, tags([number]));
            assert!(reachable(&scopes, scope).len() <= MOST_TAGS + 1);
            outer = Some(scope);
        }
        let last = reachable(&scopes, outer.unwrap());
        assert_eq!(last[MOST_TAGS], None);
    }
}
