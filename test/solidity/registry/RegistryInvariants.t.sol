// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IStreamTerms} from "../../../contracts/interfaces/IStreamTerms.sol";
import {IStreamRegistry} from "../../../contracts/interfaces/IStreamRegistry.sol";
import {WeirTest} from "../helpers/WeirTest.sol";
import {RegistryHandler} from "./RegistryHandler.sol";

/// @notice Whatever is called in whatever order, registry and ledger agree with a model of both.
contract RegistryInvariantsTest is WeirTest {
    RegistryHandler private handler;

    function setUp() public override {
        super.setUp();
        handler = new RegistryHandler(registry, registrar, verifier, VERIFIER_KEY);
        _targetContract(address(handler));
    }

    /// @dev Owners and tenancies follow from accepted offers alone.
    function invariant_owners() public view {
        for (uint256 i; i < handler.TENANTS(); ++i) {
            RegistryHandler.TenantModel memory model = handler.tenantModel(i);
            IStreamRegistry.Tenant memory tenant = registry.tenantOf(handler.tenantIds(i));
            vm.assertEq(tenant.owner, model.owner);
            vm.assertEq(tenant.pendingOwner, model.pendingOwner);
            vm.assertEq(tenant.tenancy, model.tenancy);
            vm.assertEq(tenant.tenantNo, i + 1);
        }
    }

    /// @dev A stream is stopped for exactly the reasons given and not taken back, in the ledger too.
    function invariant_stops() public view {
        for (uint256 i; i < handler.STREAMS(); ++i) {
            RegistryHandler.StreamModel memory model = handler.streamModel(i);
            uint256 stops =
                (model.stopped ? registry.STOP_OWNER() : 0) +
                    (model.deleted ? registry.STOP_DELETED() : 0) +
                    (model.suspended ? registry.STOP_SUSPENDED() : 0);
            vm.assertEq(registry.streamOf(handler.streamId(i)).stops, stops);
            vm.assertEq(ledger.termsOf(handler.streamId(i)).stops, stops);
        }
    }

    /// @dev Payees, records and the flag for review are those of the last one who set them.
    function invariant_termsAndRecords() public view {
        for (uint256 i; i < handler.STREAMS(); ++i) {
            RegistryHandler.StreamModel memory model = handler.streamModel(i);
            bytes32 id = handler.streamId(i);
            IStreamRegistry.Stream memory stream = registry.streamOf(id);
            vm.assertEq(stream.payee, model.payee);
            vm.assertEq(stream.payeeNeedsReview, handler.needsReview(i));
            vm.assertEq(stream.uri, model.uri);
            vm.assertEq(registry.text(id, "key"), model.text);
        }
    }

    /// @dev Registry and ledger agree on who is verified at this second.
    function invariant_verification() public view {
        for (uint256 i; i < handler.STREAMS(); ++i) {
            bytes32 id = handler.streamId(i);
            (bool verified, , ) = registry.verificationOf(id);
            vm.assertEq(verified, handler.isVerified(i));
            vm.assertEq(ledger.isVerified(id), handler.isVerified(i));
        }
    }

    /// @dev A name has one number, one account and one tenant for ever, however often it was deleted.
    function invariant_identity() public view {
        uint256 seen;
        for (uint256 i; i < handler.STREAMS(); ++i) {
            bytes32 id = handler.streamId(i);
            IStreamRegistry.Stream memory stream = registry.streamOf(id);
            IStreamTerms.Terms memory terms = ledger.termsOf(id);
            if (!handler.streamModel(i).created) {
                vm.assertEq(terms.streamNo, 0);
                continue;
            }
            vm.assertEq(stream.tenantId, handler.tenantIds(i / 2));
            vm.assertEq(terms.tenantNo, i / 2 + 1);
            vm.assertEq(stream.account, factory.addressOf(id));
            vm.assertEq(seen & (1 << stream.streamNo), 0, "two streams share a number");
            seen |= 1 << stream.streamNo;
        }
    }
}
